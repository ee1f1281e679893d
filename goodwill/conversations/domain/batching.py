"""Does one thing to many conversations, each in its own transaction, says what was done and what was refused, and undoes it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from goodwill.accounts.models import Agent, Team
from goodwill.activity.models import Activity
from goodwill.activity.recording import record
from goodwill.conversations.access import NotVisible, conversation_for
from goodwill.conversations.domain import assigning, describing, reading, resolving, snoozing
from goodwill.conversations.domain.assigning import CannotAnswer
from goodwill.conversations.domain.describing import UnusableName
from goodwill.conversations.domain.resolving import AlreadySo, PastReopening
from goodwill.conversations.domain.snoozing import NotInFuture
from goodwill.conversations.enums import Priority, Status
from goodwill.conversations.errors import Refused
from goodwill.conversations.models import Conversation

Change = Callable[[Conversation, Any, Agent], object]
REFUSALS = (AlreadySo, CannotAnswer, NotInFuture, NotVisible, PastReopening, Refused, UnusableName)
APPLIED, TAKEN_BACK = "batch.applied", "batch.taken_back"


@dataclass(frozen=True)
class Verb:
    """``change`` gets the conversation, the argument and the agent. ``state`` reads what it changes, ``restore`` puts it back."""

    change: Change
    state: Callable[[Conversation], Any] | None = None
    restore: Change | None = None


@dataclass
class Report:
    """The numbers of the conversations that were changed, and why others were not; ``undo_id`` takes it all back."""

    done: list[int] = field(default_factory=list)
    refused: dict[int, str] = field(default_factory=dict)
    undo_id: int | None = None


class UnknownVerb(LookupError):
    """There is no such thing to do with many conversations."""


class NothingToUndo(Refused):
    """It was taken back already, somebody else did it, or it is of a kind that can't be."""


def apply(verb: str, numbers: Iterable[int], argument: Any = None, *, by: Agent) -> Report:
    """Do it to each conversation that the agent may see; a number may stand there twice.

    ``argument``: an agent's or team's id, a tag, a priority, an aware datetime in ISO 8601, or nothing.
    """
    doing, report, before = verb_of(verb), Report(), {}
    for number in dict.fromkeys(numbers):
        try:
            conversation = conversation_for(by, number)
            state = doing.state(conversation) if doing.state else None
            doing.change(conversation, argument, by)
        except REFUSALS as error:
            report.refused[number] = str(error)
            continue
        report.done.append(number)
        if doing.state and (after := doing.state(conversation)) != state:
            before[str(number)] = [state, after]
    if before:
        data = {"verb": verb, "argument": argument, "states": before}
        report.undo_id = record(APPLIED, by, by=by, data=data).pk
    return report


def undo(undo_id: int, *, by: Agent) -> Report:
    """Put back what ``apply`` changed, wherever nobody has changed it since; raise NothingToUndo."""
    applied = Activity.objects.filter(pk=undo_id, kind=APPLIED, agent=by).first()
    if applied is None or _is_taken_back(applied):
        raise NothingToUndo(_("There is nothing to take back."))
    doing, report = verb_of(applied.data["verb"]), Report()
    for key, (before, after) in applied.data["states"].items():
        number = int(key)
        try:
            conversation = conversation_for(by, number)
            if doing.state is None or doing.restore is None or doing.state(conversation) != after:
                report.refused[number] = _("It was changed again in the meantime.")
                continue
            doing.restore(conversation, before, by)
            report.done.append(number)
        except REFUSALS as error:
            report.refused[number] = str(error)
    record(TAKEN_BACK, by, by=by, data={"applied": applied.pk})
    return report


def verb_of(name: str) -> Verb:
    try:
        return VERBS[name]
    except KeyError:
        raise UnknownVerb(name) from None


def _is_taken_back(applied: Activity) -> bool:
    later = Activity.objects.filter(subject_kind=applied.subject_kind, subject_id=applied.subject_id, kind=TAKEN_BACK, id__gt=applied.pk)
    return any(activity.data["applied"] == applied.pk for activity in later)


def _status(conversation: Conversation) -> Any:
    until = conversation.snoozed_until
    return [conversation.status, until.isoformat() if until else None]


def _restore_status(conversation: Conversation, before: Any, by: Agent) -> None:
    status, until = before
    if status == Status.SNOOZED and until:
        _snooze(conversation, until, by)
    else:
        resolving.move(conversation, Status(status), by=by)


def _assign(conversation: Conversation, agent_id: Any, by: Agent) -> None:
    agent = Agent.objects.filter(pk=agent_id).first() if agent_id else None
    if agent is None:
        assigning.unassign(conversation, by=by)
    else:
        assigning.assign(conversation, agent, by=by)


def _hand_to_team(conversation: Conversation, team_id: Any, by: Agent) -> None:
    assigning.hand_to_team(conversation, Team.objects.filter(pk=team_id).first() if team_id else None, by=by)


def _snooze(conversation: Conversation, until: Any, by: Agent) -> None:
    snoozing.snooze(conversation, datetime.fromisoformat(until), by=by)


def _restore_tags(conversation: Conversation, before: Any, by: Agent) -> None:
    for name in set(conversation.tag_names) - set(before):
        describing.untag(conversation, name, by=by)
    for name in set(before) - set(conversation.tag_names):
        describing.tag(conversation, name, by=by)


def _moving(status: Status) -> Verb:
    return Verb(lambda conversation, _none, by: resolving.move(conversation, status, by=by), _status, _restore_status)


VERBS = {
    "resolve": _moving(Status.RESOLVED),
    "reopen": _moving(Status.OPEN),
    "leave_pending": _moving(Status.PENDING),
    # Closed is past reopening: there is no way back, so none is offered.
    "close": Verb(lambda conversation, _none, by: resolving.close(conversation, by=by)),
    "snooze": Verb(_snooze, _status, _restore_status),
    "assign": Verb(_assign, lambda conversation: conversation.assignee_id, _assign),
    "hand_to_team": Verb(_hand_to_team, lambda conversation: conversation.team_id, _hand_to_team),
    "prioritise": Verb(
        lambda conversation, priority, by: describing.prioritise(conversation, Priority(int(priority)), by=by),
        lambda conversation: int(conversation.priority),
        lambda conversation, priority, by: describing.prioritise(conversation, Priority(priority), by=by),
    ),
    "tag": Verb(lambda conversation, name, by: describing.tag(conversation, name, by=by), lambda c: sorted(c.tag_names), _restore_tags),
    "untag": Verb(lambda conversation, name, by: describing.untag(conversation, name, by=by), lambda c: sorted(c.tag_names), _restore_tags),
    "mark_read": Verb(lambda conversation, _none, by: reading.mark_read(conversation, by)),
    "mark_unread": Verb(lambda conversation, _none, by: reading.mark_unread(conversation, by)),
}
