"""The label that goes on a parcel with a return: a page to print, for whoever has its address."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from goodwill.core.signing import check
from goodwill.stores.practice.client import LABEL, return_of


def label(request: HttpRequest, shop: int, id: str, seal: str) -> HttpResponse:
    if not check(LABEL, seal, shop, id):
        raise Http404
    found = return_of(shop, id)
    if found is None:
        raise Http404
    order, made = found
    return render(request, "stores_practice/label.html", {"order": order, "made": made})


# Whoever sends a parcel back is no agent; the seal in the address is what lets them in.
label.is_public = True  # type: ignore[attr-defined]
