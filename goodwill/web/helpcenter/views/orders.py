"""The orders that a customer has proven, and each of them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from goodwill.commerce.domain import opening_orders
from goodwill.commerce.domain.opening_orders import page_key
from goodwill.commerce.letters import brand_of
from goodwill.web.helpcenter import answering
from goodwill.web.helpcenter.doors import OrderRequest, order_page, visit_page, with_pictures
from goodwill.web.helpcenter.drawing import draw
from goodwill.web.helpcenter.presenting import orders, requests


@visit_page
def index(request: HttpRequest) -> HttpResponse:
    """With one order there is nothing to choose."""
    found = opening_orders.orders_in(request.scope)  # type: ignore[attr-defined]
    if len(found) == 1:
        return redirect("help:order", key=page_key(found[0]))
    entries = [(order, page_key(order)) for order in found]
    return draw(request, "orders/index.html", {"entries": entries, "brand": brand_of(found[0].store) if found else ""})


@order_page
def show(request: OrderRequest) -> HttpResponse:
    page = orders.page(request.order)
    values = {"page": page, "brand": page.brand, "key": page_key(request.order), "asked": requests.asked_of(request.order)}
    values["promise"] = answering.promise(request)
    return with_pictures(draw(request, "orders/show.html", values), page.images)
