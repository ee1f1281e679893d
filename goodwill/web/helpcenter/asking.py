"""Reads what a customer asks for into a request for a remedy: nothing but what the form for customers has.

What a form does not show can't be chosen by sending it: where money goes, for example.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.commerce.contract import Ability, Address
from goodwill.commerce.models import Order
from goodwill.remedies import reasons
from goodwill.remedies.contract import Incomplete, Request
from goodwill.remedies.domain import handing_over
from goodwill.web.helpcenter.presenting.orders import Page

LONGEST_NOTE = 5000
_LONGEST = 200
REASONS_TO_RETURN = ("no_longer_needed", "wrong_item", "damaged", "quality", "late", "mistake", "withdrawal")
REASONS_TO_CANCEL = ("no_longer_needed", "mistake", "late", "price")
# What a small amount may be given back for at once, with a photo.
REASONS_TO_REFUND = ("damaged", "wrong_item")


@dataclass(frozen=True, slots=True)
class Change:
    """Something that customers can ask for by themselves; ``form`` is its template, "" where another page leads to it."""

    kind: str
    title: Any
    form: str
    read: Callable[[QueryDict, Page], Mapping[str, Any]]
    reasons: tuple[str, ...] = ()

    @property
    def reason_choices(self) -> list[tuple[str, str]]:
        return reasons.choices(self.reasons)


def request_for(change: Change, sent: QueryDict, page: Page) -> Request:
    """The request for a remedy; raise Incomplete, naming the field."""
    order = page.order
    given = sent.get("reason", "")
    return Request(
        kind=change.kind,
        store=order.store,
        order=order,
        buyer=order.buyer,
        parameters=change.read(sent, page),
        reason=given if given in change.reasons else "",
        note=note_of(sent),
        conversation=_evidence(order, sent).conversation if change.kind == "refund" else None,
        key=sent.get("key", ""),
    )


def note_of(sent: QueryDict) -> str:
    return text_of(sent, "note", LONGEST_NOTE)


def text_of(sent: QueryDict, name: str, longest: int) -> str:
    """What was typed there, without the one character that no database keeps."""
    return sent.get(name, "").replace("\x00", "").strip()[:longest]


def _nothing(sent: QueryDict, page: Page) -> dict[str, Any]:
    return {}


def _address(sent: QueryDict, page: Page) -> dict[str, Any]:
    """The new address; the country stays as it is when the form was sent without one."""
    given = {part.name: text_of(sent, part.name, _LONGEST) for part in fields(Address)}
    present = page.order.document.get("shipping_address") or {}
    given["country"] = given["country"] or str(present.get("country", ""))
    for name, sentence in (("name", _("Enter a name.")), ("line1", _("Enter a street and number.")), ("city", _("Enter a town."))):
        if not given[name]:
            raise Incomplete(sentence, name)
    return {"address": given}


def _lines(sent: QueryDict, page: Page) -> dict[str, Any]:
    """Pieces by line, and a label wherever the store can make one."""
    pieces = {}
    for line in page.lines:
        count = sent.get(f"pieces-{line.row.external_id}", "0")
        if count.isascii() and count.isdecimal() and int(count[:6]):
            pieces[line.row.external_id] = int(count[:6])
    if not pieces:
        raise Incomplete(_("Choose at least one article."), "pieces")
    wants_label = Ability.RETURN_LABEL in page.abilities and sent.get("label", "1") == "1"
    return {"lines": pieces, "label": wants_label}


def _one_line(sent: QueryDict, page: Page) -> dict[str, Any]:
    line = next((line for line in page.lines if line.row.external_id == sent.get("article", "")), None)
    if line is None:
        raise Incomplete(_("Choose the article."), "article")
    return {"lines": {line.row.external_id: 1}}


def _evidence(order: Order, sent: QueryDict) -> Any:
    """The report of the problem that the money is for: with a photo, and of this order."""
    key = sent.get("report", "")
    for message in handing_over.matters_of(order):
        if key and message.external_id.endswith(f".{key}") and message.attachments.exists():
            return message
    raise Incomplete(_("Send us a photo of it first."), "photos")


CHANGES = {
    "cancellation": Change("cancel", gettext_lazy("Cancel the order"), "cancel", _nothing, REASONS_TO_CANCEL),
    "address": Change("change_address", gettext_lazy("Send it to another address"), "address", _address),
    "return": Change("return", gettext_lazy("Send something back"), "return", _lines, REASONS_TO_RETURN),
    "refund": Change("refund", gettext_lazy("Money back"), "", _one_line, REASONS_TO_REFUND),
}
