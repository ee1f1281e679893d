"""Reporting a problem with an order, with photos: it always goes to a person, and small amounts come back at once."""

import secrets

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_protect

from goodwill.commerce.domain.opening_orders import page_key
from goodwill.inboxes.contract import Attachment
from goodwill.remedies import reasons
from goodwill.remedies.contract import Incomplete
from goodwill.remedies.domain import handing_over, self_serving
from goodwill.remedies.domain.handing_over import Matter
from goodwill.web.helpcenter import answering, asking, uploads
from goodwill.web.helpcenter.doors import OrderRequest, customer_page, order_page
from goodwill.web.helpcenter.drawing import draw
from goodwill.web.helpcenter.presenting import orders, promises

PROBLEMS = ("damaged", "wrong_item", "not_arrived", "quality", "late")


@order_page
def new(request: OrderRequest) -> HttpResponse:
    return _form(request)


@customer_page
def create(request: HttpRequest, key: str) -> HttpResponse:
    """A body that is too long is refused before anything of it is read."""
    length = request.headers.get("Content-Length", "")
    if length.isdecimal() and int(length) > uploads.LONGEST_REQUEST:
        return draw(request, "problems/too_long.html", {"key": key}, status=413)
    return _create(request, key)


@csrf_protect
@order_page
def _create(request: OrderRequest) -> HttpResponse:
    text, what = asking.note_of(request.POST), request.POST.get("reason", "")
    files = [file for file in request.FILES.getlist("photos") if isinstance(file, UploadedFile)]
    try:
        photos = uploads.photos(files)
        if what not in (*PROBLEMS, "other"):
            raise Incomplete(_("Choose what happened."), "reason")
        if not text:
            raise Incomplete(_("Tell us in a few words what happened."), "note")
        matter = _matter(request, what, text, photos)
        self_serving.ask_person(matter)
    except uploads.NotAPhoto as error:
        return _form(request, Incomplete(str(error), "photos"))
    except Incomplete as error:
        return _form(request, error)
    except (handing_over.NobodyThere, handing_over.TooMany) as error:
        return _form(request, Incomplete(str(error)), 503 if isinstance(error, handing_over.NobodyThere) else 429)
    offer = _offer(request, matter) if photos else None
    return offer or redirect("help:message", key=page_key(request.order), message_key=matter.key)


@order_page
def show(request: OrderRequest, message_key: str) -> HttpResponse:
    found = [message for message in handing_over.matters_of(request.order) if message.external_id.endswith(f".{message_key}")]
    if not found:
        raise Http404
    page = orders.page(request.order)
    values = {"page": page, "brand": page.brand, "key": page_key(request.order), "message": found[0]}
    return draw(request, "problems/show.html", values | {"photo_count": found[0].attachments.count()})


def _matter(request: OrderRequest, what: str, text: str, photos: list[Attachment]) -> Matter:
    page = orders.page(request.order)
    article = next((line.row for line in page.lines if line.row.external_id == request.POST.get("article", "")), None)
    title = _("Something else") if what == "other" else reasons.label(what)
    parts = [f"{title}: {article.title}" if article else title, text]
    key = request.POST.get("key", "")
    return Matter(
        order=request.order,
        subject=_("Order %(number)s: %(what)s") % {"number": request.order.number, "what": title},
        text="\n\n".join(parts),
        key=key[:60] if key.isalnum() else secrets.token_hex(16),
        is_proven_address=request.scope.is_proven_address,
        photos=tuple(photos),
    )


def _offer(request: OrderRequest, matter: Matter) -> HttpResponse | None:
    """What the policy lets us give back at once for what was reported; None where it does not."""
    sent = request.POST.copy()
    sent["report"], sent["key"] = matter.key, secrets.token_hex(16)
    page, change = orders.page(request.order), asking.CHANGES["refund"]
    try:
        asked = asking.request_for(change, sent, page)
    except Incomplete:
        return None
    found = self_serving.preview(asked)
    if not asked.reason or not self_serving.is_at_once(found):
        return None
    values = {
        "page": page,
        "brand": page.brand,
        "key": page_key(request.order),
        "sentences": promises.sentences(asked, found, page),
        "kept": [(name, sent.get(name, "")) for name in ("reason", "article", "report", "key")],
        "message_key": matter.key,
    }
    return draw(request, "problems/offer.html", values)


def _form(request: OrderRequest, error: Incomplete | None = None, status: int = 422) -> HttpResponse:
    page = orders.page(request.order)
    values = {
        "page": page,
        "brand": page.brand,
        "key": page_key(request.order),
        "error": error,
        "sent": request.POST,
        "form_key": request.POST.get("key") or secrets.token_hex(16),
        "problems": [*reasons.choices(PROBLEMS), ("other", _("Something else"))],
        "accepted": uploads.ACCEPTED,
        "most": uploads.MOST,
        "promise": answering.promise(request),
    }
    return draw(request, "problems/new.html", values, status=status if error else 200)
