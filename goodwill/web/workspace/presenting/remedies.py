"""Remedies in words: what was asked for, how far it is, and the lines that they leave in a conversation."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from goodwill.activity.models import Activity
from goodwill.commerce.models import Order
from goodwill.commerce.models.orders import OrderState
from goodwill.core.amounts import written as money
from goodwill.core.money import Money
from goodwill.remedies import kinds, reasons
from goodwill.remedies.domain.offering import Offer
from goodwill.remedies.enums import RemedyState
from goodwill.remedies.models import Approval, LedgerEntry, Remedy

# How a state looks: (icon, kind of chip).
LOOKS: Mapping[str, tuple[str, str]] = {
    RemedyState.ASKED: ("clock", "attention"),
    RemedyState.SENT: ("send", "accent"),
    RemedyState.DONE: ("check", "good"),
    RemedyState.CONFIRMED: ("check-check", "good"),
    RemedyState.UNCERTAIN: ("circle-question-mark", "attention"),
    RemedyState.FAILED: ("circle-alert", "danger"),
    RemedyState.DENIED: ("ban", "danger"),
    RemedyState.DECLINED: ("x", "danger"),
    RemedyState.EXPIRED: ("clock", ""),
}
# Something more happens to these by itself.
MOVING = (RemedyState.ASKED, RemedyState.SENT, RemedyState.UNCERTAIN)
AGAIN = (RemedyState.FAILED, RemedyState.DENIED, RemedyState.DECLINED, RemedyState.EXPIRED)


@dataclass(frozen=True, slots=True)
class Shown:
    """A remedy on a page. ``facts`` is what the customer must be told: a code, a label; ``problem`` the store's words."""

    id: int
    kind: str
    what: str
    icon: str
    state: str
    chip: str
    state_icon: str
    by: str
    at: datetime
    reason: str
    note: str
    rule: str
    sentence: str
    problem: str
    facts: Sequence[tuple[str, str]]
    is_moving: bool
    may_repeat: bool
    answer: str
    href: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the ledger."""

    at: datetime
    icon: str
    words: str
    by: str
    detail: Sequence[str]


def shown(remedy: Remedy) -> Shown:
    state = RemedyState(remedy.state)
    state_icon, chip = LOOKS[state]
    return Shown(
        id=remedy.pk,
        kind=remedy.kind,
        what=what(remedy.kind, remedy.value_money),
        icon=icon_of(remedy.kind),
        state=str(state.label),
        chip=chip,
        state_icon=state_icon,
        by=remedy.agent.name if remedy.agent else str(remedy.get_grantee_display()),
        at=remedy.asked_at,
        reason=reasons.label(remedy.reason) if remedy.reason else "",
        note=remedy.note,
        rule=remedy.rule_name,
        sentence=remedy.sentence,
        problem=remedy.problem,
        facts=[(FACTS[name]() if name in FACTS else name.replace("_", " "), str(value)) for name, value in remedy.facts.items()],
        is_moving=state in MOVING,
        may_repeat=state in AGAIN,
        answer=answer_of(remedy),
        href=form_of(remedy),
    )


def what(kind: str, value: Money) -> str:
    """ "Refund, €12.50" """
    label = str(kinds.kind(kind).label) if kind in kinds.all_kinds() else kind
    return f"{label}, {money(value)}" if value else label


def icon_of(kind: str) -> str:
    return kinds.kind(kind).icon if kind in kinds.all_kinds() else "package"


def form_of(remedy: Remedy) -> str:
    """Where the same may be asked for again."""
    if remedy.order_id:
        return f"/orders/{remedy.order_id}/remedies/{remedy.kind}?again={remedy.pk}"
    return f"/accounts/{remedy.buyer_id}/remedies/{remedy.kind}?again={remedy.pk}" if remedy.buyer_id else ""


def answer_of(remedy: Remedy) -> str:
    """What was said to the question, in one line; "" where nothing was asked or answered."""
    approval: Approval | None = getattr(remedy, "approval", None)
    if approval is None or approval.answered_by is None:
        return ""
    values = {"who": approval.answered_by.name, "words": approval.words}
    if approval.is_granted:
        return _("%(who)s approved it: %(words)s") % values if approval.words else _("%(who)s approved it.") % values
    return _("%(who)s declined it: %(words)s") % values if approval.words else _("%(who)s declined it.") % values


def in_order(offers: Iterable[Offer], order: Order | None) -> list[Offer]:
    """What is wanted most where the order is now first; all else as it came."""
    has_left = order is None or order.status in (OrderState.SHIPPED, OrderState.DELIVERED)
    first = AFTERWARDS if has_left else BEFORE
    return sorted(offers, key=lambda offer: first.index(offer.kind.name) if offer.kind.name in first else len(first))


BEFORE = ("cancel", "change_address", "edit_order", "refund", "discount", "change_payment")
AFTERWARDS = ("refund", "reship", "return", "exchange", "discount", "credit", "gift_card", "gift", "points", "extend_return")


def ledger(remedy: Remedy) -> list[Entry]:
    """What happened to it, oldest first."""
    entries = remedy.entries.select_related("agent").order_by("id")
    return [_entry(entry) for entry in entries]


def _entry(entry: LedgerEntry) -> Entry:
    icon = LOOKS.get(entry.kind, ("check", ""))[0]
    detail = [line for line in entry.words.splitlines() if line.strip()]
    return Entry(entry.at, icon, str(entry.get_kind_display()), entry.agent.name if entry.agent else "", detail)


FACTS: Mapping[str, Callable[[], str]] = {
    "code": lambda: _("Code"),
    "label_url": lambda: _("Return label"),
    "payment_url": lambda: _("Payment link"),
    "tracking_number": lambda: _("Tracking number"),
    "number": lambda: _("Order"),
}


def _line(sentence: Callable[[], str]) -> Callable[[str, Mapping[str, Any], Activity], str]:
    def write(who: str, data: Mapping[str, Any], activity: Activity) -> str:
        return sentence() % {"who": who, "what": what(data["kind"], Money(**data["value"])), "words": data.get("words", "")}

    return write


SENTENCES: dict[str, tuple[str, Callable[[str, Mapping[str, Any], Activity], str]]] = {
    "remedy.granted": ("banknote", _line(lambda: _("%(who)s granted: %(what)s"))),
    "remedy.asked": ("clock", _line(lambda: _("%(who)s asked for approval: %(what)s"))),
    "remedy.escalated": ("chevrons-up", _line(lambda: _("Nobody has answered yet, so administrators are asked: %(what)s"))),
    "remedy.approved": ("check", _line(lambda: _("%(who)s approved: %(what)s. %(words)s"))),
    "remedy.declined": ("x", _line(lambda: _("%(who)s declined: %(what)s. %(words)s"))),
    "remedy.expired": ("clock", _line(lambda: _("Nobody answered in time: %(what)s"))),
    "remedy.denied": ("ban", _line(lambda: _("The policy denied %(who)s: %(what)s. %(words)s"))),
    "remedy.done": ("check", _line(lambda: _("The store has carried it out: %(what)s"))),
    "remedy.confirmed": ("check-check", _line(lambda: _("The store confirms it: %(what)s"))),
    "remedy.uncertain": ("circle-question-mark", _line(lambda: _("The store has not answered: %(what)s. It is asked again."))),
    "remedy.failed": ("circle-alert", _line(lambda: _("The store refused: %(what)s. %(words)s"))),
}
