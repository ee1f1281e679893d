"""What became of what a customer asked for, in words for them."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.commerce.models import Order
from goodwill.conversations.enums import Status
from goodwill.conversations.models import Message
from goodwill.remedies.domain import handing_over, self_serving
from goodwill.remedies.enums import RemedyState
from goodwill.remedies.models import Remedy

TITLES = {
    "cancel": gettext_lazy("Cancel the order"),
    "change_address": gettext_lazy("Another address"),
    "return": gettext_lazy("Send something back"),
    "refund": gettext_lazy("Money back"),
}
_UNDER_WAY = (RemedyState.SENT, RemedyState.UNCERTAIN)


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing that was asked for. ``kind`` is a chip's: good, attention or none."""

    title: str
    at: datetime
    state: str
    kind: str
    request_key: str = ""
    message_key: str = ""


def asked_of(order: Order) -> list[Asked]:
    """All that was asked for on this order's page, the latest first."""
    found = [asked(remedy) for remedy in self_serving.requests_of(order)]
    found += [_written(order, message) for message in handing_over.matters_of(order)]
    return sorted(found, key=lambda one: one.at, reverse=True)


def asked(remedy: Remedy) -> Asked:
    state, kind = _state(remedy)
    return Asked(title_of(remedy.kind), remedy.asked_at, state, kind, request_key=remedy.key.removeprefix("gw-"))


def title_of(kind: str) -> str:
    return str(TITLES.get(kind, _("Your request")))


def is_under_way(remedy: Remedy) -> bool:
    """Whether looking again soon may show something else."""
    return remedy.state in _UNDER_WAY


def _state(remedy: Remedy) -> tuple[str, str]:
    match remedy.state:
        case RemedyState.SENT:
            return _("We are doing it now"), ""
        case RemedyState.UNCERTAIN:
            return _("We are making sure that it is done"), ""
        case RemedyState.DONE | RemedyState.CONFIRMED:
            return _("Done"), "good"
        case RemedyState.ASKED:
            return _("A person decides"), "attention"
        case RemedyState.FAILED:
            return _("Could not be done; a person has it"), "attention"
        case _:
            return _("Not possible"), "attention"


def _written(order: Order, message: Message) -> Asked:
    is_answered = message.conversation.status not in (Status.OPEN, Status.SNOOZED)
    return Asked(
        title=message.subject,
        at=message.created_at,
        state=_("Answered by e-mail") if is_answered else _("A person has it"),
        kind="good" if is_answered else "attention",
        message_key=message.external_id.rpartition(".")[2],
    )
