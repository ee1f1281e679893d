"""What automation did and plans in a conversation, in words; and the complaint that it may hold."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from goodwill.activity.models import Activity
from goodwill.automation.domain import following_up
from goodwill.automation.enums import ComplaintOutcome, FollowUpKind, Outcome
from goodwill.automation.models import Complaint, FollowUp
from goodwill.conversations.domain import cataloguing
from goodwill.conversations.models import Conversation
from goodwill.core.amounts import written
from goodwill.core.clock import now
from goodwill.core.money import Money
from goodwill.core.row_objects import PreparedObjects
from goodwill.remedies import kinds
from goodwill.web.shared import times

Data = Mapping[str, Any]
Write = Callable[[str, Data, Activity], str]


@dataclass(frozen=True, slots=True)
class Planned:
    """Something that happens by itself unless somebody writes before."""

    number: int
    sentence: str
    detail: str


@dataclass(frozen=True, slots=True)
class Matters:
    """What stands beside a conversation: what is planned, and the complaint, with what its panel lets one choose."""

    planned: list[Planned]
    complaint: Complaint | None = None
    causes: tuple[tuple[int, str], ...] = ()
    outcomes: tuple[tuple[str, Any], ...] = ()
    is_late: bool = False
    offered: tuple[tuple[int, str], ...] = ()


def matters(conversation: Conversation) -> Matters:
    planned = [_planned(one) for one in following_up.planned_for(conversation)] if _WAITING.first(conversation.pk) else []
    complaint = _COMPLAINT.first(conversation.pk)
    if complaint is None or complaint.withdrawn_at:
        return Matters(planned)
    topics = cataloguing.catalogue().topics
    causes = tuple((pk, topic.name) for pk, topic in topics if topic.is_complaint and (topic.is_active or pk == complaint.cause_id))
    late = complaint.is_open and complaint.answered_at is None and complaint.due_at is not None and complaint.due_at < now()
    offered = tuple((one["remedy"], _offered(one)) for one in complaint.offered)
    return Matters(planned, complaint, causes, tuple(ComplaintOutcome.choices), late, offered)


def _offered(one: Data) -> str:
    """ "Refund, €4.00"."""
    value = written(Money(one["minor"], one["currency"])) if one.get("minor") else ""
    return ", ".join(filter(None, [str(kinds.kind(one["kind"]).label), value]))


def _planned(one: FollowUp) -> Planned:
    when = times.full(one.due_at)
    sentence = {
        FollowUpKind.MESSAGE: _("Check-in on %(time)s"),
        FollowUpKind.REOPEN: _("Opens again on %(time)s"),
        FollowUpKind.CLOSE: _("Closes on %(time)s"),
        FollowUpKind.SURVEY: _("Asks for a rating on %(time)s"),
    }[FollowUpKind(one.kind)]
    return Planned(one.pk, sentence % {"time": when}, one.text)


def href(activity: Activity) -> str:
    """Where there is more to read about a line of the timeline."""
    if activity.kind in ("rule.ran", "rule.held_back"):
        return f"/rule-runs/{activity.data['run']}/" if activity.data.get("run") else ""
    return f"/macro-uses/{activity.data['use']}/" if activity.kind in ("macro.applied", "macro.undone") else ""


def _ran(who: str, data: Data, activity: Activity) -> str:
    if data.get("outcome") in (Outcome.DONE, None):
        return _("The rule “%(rule)s” ran") % {"rule": data.get("name", "")}
    return _("The rule “%(rule)s” ran: %(outcome)s") % {
        "rule": data.get("name", ""),
        "outcome": str(Outcome(data["outcome"]).label).lower(),
    }


def _held_back(who: str, data: Data, activity: Activity) -> str:
    return _("The rule “%(rule)s” was held back: %(why)s") % {"rule": data.get("name", ""), "why": data.get("why", "")}


def _opened(who: str, data: Data, activity: Activity) -> str:
    if activity.agent_id:
        return _("%(who)s made this a complaint") % {"who": who}
    if data.get("because"):
        return _("Recognised as a complaint by the word “%(word)s”") % {"word": data["because"]}
    return _("Recognised as a complaint")


def _settled(who: str, data: Data, activity: Activity) -> str:
    outcome = str(ComplaintOutcome(data["outcome"]).label)
    return _("%(who)s settled the complaint: %(outcome)s") % {"who": who, "outcome": outcome.lower()}


def _rated(who: str, data: Data, activity: Activity) -> str:
    return _("The customer rated how the complaint was handled: %(rating)s of 5") % {"rating": data.get("rating", "")}


def _follow_up(**sentences: Callable[[], str]) -> Write:
    def write(who: str, data: Data, activity: Activity) -> str:
        at = data.get("due_at", "")
        return sentences[data["kind"]]() % {"who": who, "time": times.full(datetime.fromisoformat(at)) if at else ""}

    return write


def _line(sentence: Callable[[], str]) -> Write:
    def write(who: str, data: Data, activity: Activity) -> str:
        return sentence() % {"who": who, **{key: data.get(key, "") for key in ("name", "why", "macro")}}

    return write


SENTENCES: dict[str, tuple[str, Write]] = {
    "rule.ran": ("zap", _ran),
    "rule.held_back": ("shield-alert", _held_back),
    "macro.applied": ("zap", _line(lambda: _("%(who)s used the macro “%(name)s”"))),
    "macro.undone": ("undo-2", _line(lambda: _("%(who)s took back the macro “%(name)s”"))),
    "complaint.opened": ("circle-alert", _opened),
    "complaint.acknowledged": ("mail-check", _line(lambda: _("The complaint was acknowledged at once"))),
    "complaint.not_acknowledged": ("mail-x", _line(lambda: _("The complaint was not acknowledged: %(why)s"))),
    "complaint.taken_over": ("user-check", _line(lambda: _("%(who)s made %(name)s responsible for the complaint"))),
    "complaint.settled": ("circle-check", _settled),
    "complaint.withdrawn": ("x", _line(lambda: _("%(who)s said that it is no complaint"))),
    "complaint.survey_sent": ("star", _line(lambda: _("The customer was asked how the complaint was handled"))),
    "complaint.rated": ("star", _rated),
    "follow_up.planned": (
        "timer",
        _follow_up(
            message=lambda: _("%(who)s planned a check-in on %(time)s"),
            reopen=lambda: _("%(who)s planned to open it again on %(time)s"),
            close=lambda: _("%(who)s planned to close it on %(time)s"),
            survey=lambda: _("A rating is asked for on %(time)s"),
        ),
    ),
    "follow_up.cancelled": (
        "x",
        _follow_up(
            message=lambda: _("%(who)s cancelled the check-in"),
            reopen=lambda: _("%(who)s cancelled the reopening"),
            close=lambda: _("%(who)s cancelled the closing"),
            survey=lambda: _("%(who)s cancelled the question for a rating"),
        ),
    ),
}

_COMPLAINT = PreparedObjects(lambda number: Complaint.objects.filter(conversation_id=number).select_related("owner", "cause"))
_WAITING = PreparedObjects(lambda number: FollowUp.objects.filter(conversation_id=number, state="waiting")[:1])
