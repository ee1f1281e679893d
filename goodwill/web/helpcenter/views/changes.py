"""What customers change by themselves: first what would happen, then, when they say yes, it is done or handed over."""

import secrets

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from goodwill.commerce.domain.opening_orders import page_key
from goodwill.remedies import reasons
from goodwill.remedies.contract import Incomplete, Request
from goodwill.remedies.domain import handing_over, self_serving
from goodwill.remedies.domain.granting import Preview
from goodwill.remedies.domain.handing_over import Matter
from goodwill.remedies.errors import Denied
from goodwill.web.helpcenter import asking
from goodwill.web.helpcenter.asking import CHANGES, Change, request_for
from goodwill.web.helpcenter.doors import OrderRequest, order_page, with_pictures
from goodwill.web.helpcenter.drawing import draw
from goodwill.web.helpcenter.presenting import orders, promises, requests

# What the steps themselves send; all else is what the customer filled in, and goes from step to step.
_OWN = frozenset({"csrfmiddlewaretoken", "step", "key", "more"})


@order_page
def new(request: OrderRequest, change: str) -> HttpResponse:
    return _form(request, _change(change))


@order_page
def create(request: OrderRequest, change: str) -> HttpResponse:
    """``step`` says which: nothing shows what would happen, ``confirm`` does it, ``person`` hands it over."""
    chosen, page, step = _change(change), orders.page(request.order), request.POST.get("step", "")
    try:
        asked = request_for(chosen, request.POST, page)
        found = self_serving.preview(asked)
        if found.lacks_reason or found.wrong_field:
            raise Incomplete(found.problems[0] if found.problems else _("Say why."), found.wrong_field or "reason")
        if step == "person":
            return _hand_over(request, chosen, asked, found, page)
        if step == "confirm":
            remedy = self_serving.carry_out(asked)
            return redirect("help:request", key=page_key(request.order), request_key=remedy.key.removeprefix("gw-"))
    except Incomplete as error:
        return _form(request, chosen, error)
    except Denied:
        found = self_serving.preview(asked)
        return _refused(request, chosen, page, promises.why_not(asked, found, page), status=409)
    if not self_serving.is_at_once(found):
        return _refused(request, chosen, page, promises.why_not(asked, found, page))
    values = {"sentences": promises.sentences(asked, found, page)}
    return draw(request, "changes/preview.html", _values(request, chosen, page) | values)


@order_page
def show(request: OrderRequest, request_key: str) -> HttpResponse:
    """What became of it. The label of a return is here as soon as the store has made it."""
    remedy = self_serving.request_of(request.order, request_key)
    if remedy is None:
        raise Http404
    page = orders.page(request.order)
    values = {
        "page": page,
        "brand": page.brand,
        "key": page_key(request.order),
        "remedy": remedy,
        "asked": requests.asked(remedy),
        "is_under_way": requests.is_under_way(remedy),
        "label_url": orders.label_of(remedy.facts),
    }
    return draw(request, "changes/show.html", values)


def _change(name: str) -> Change:
    if name not in CHANGES:
        raise Http404
    return CHANGES[name]


def _form(request: OrderRequest, change: Change, error: Incomplete | None = None) -> HttpResponse:
    if not change.form:
        return redirect("help:problem", key=page_key(request.order))
    page = orders.page(request.order)
    values = _values(request, change, page) | {
        "error": error,
        "sent": request.POST,
        "address": {**(request.order.document.get("shipping_address") or {}), **request.POST.dict()},
    }
    response = draw(request, f"changes/{change.form}.html", values, status=422 if error else 200)
    return with_pictures(response, page.images)


def _refused(request: OrderRequest, change: Change, page: orders.Page, why: str, status: int = 200) -> HttpResponse:
    return draw(request, "changes/refused.html", _values(request, change, page) | {"why": why}, status=status)


def _values(request: OrderRequest, change: Change, page: orders.Page) -> dict[str, object]:
    return {
        "page": page,
        "brand": page.brand,
        "key": page_key(request.order),
        "change": change,
        "form_key": request.POST.get("key") or secrets.token_hex(16),
        "kept": [(name, value) for name, value in request.POST.items() if name not in _OWN],
    }


def _hand_over(request: OrderRequest, change: Change, asked: Request, found: Preview, page: orders.Page) -> HttpResponse:
    """A person gets what was asked for in the words of the preview, why, and what the customer says beside it."""
    parts = [
        "\n".join([_("I would like this:"), *promises.sentences(asked, found, page)]),
        _("Reason: %(reason)s") % {"reason": reasons.label(asked.reason)} if asked.reason else "",
        asked.note,
        asking.text_of(request.POST, "more", asking.LONGEST_NOTE),
    ]
    key = request.POST.get("key", "")
    matter = Matter(
        order=request.order,
        subject=_("Order %(number)s: %(what)s") % {"number": page.order.number, "what": change.title},
        text="\n\n".join(part for part in parts if part),
        key=f"{key[:60]}-p" if key.isalnum() else secrets.token_hex(16),
        is_proven_address=request.scope.is_proven_address,
    )
    try:
        self_serving.ask_person(matter, asked)
    except (handing_over.NobodyThere, handing_over.TooMany) as error:
        return _refused(request, change, page, str(error), status=503 if isinstance(error, handing_over.NobodyThere) else 429)
    return redirect("help:message", key=page_key(request.order), message_key=matter.key)
