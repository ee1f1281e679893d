"""A row of the list as it is shown: everything in words, so that the template only places it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from goodwill.conversations.enums import Priority, Status
from goodwill.conversations.listing import Row
from goodwill.core.clock import now
from goodwill.web.shared import times
from goodwill.web.shared.environment import hue, initials
from goodwill.web.workspace.presenting.promises import due

# E-mail is to be answered within a day: from then on the row says how long the customer has waited.
LONG = timedelta(hours=24)
TOO_LONG = timedelta(hours=48)
NO_TIME = timedelta(0)


class ShownRow(NamedTuple):
    """A tuple, because a template takes one apart much faster than it asks an object fifty times twenty questions."""

    number: int
    who: str
    subject: str
    words: str
    iso: str
    time: str
    is_from_us: bool
    is_unread: bool
    is_current: bool
    waiting: str
    waiting_kind: str
    snoozed: str
    priority: str
    has_attachments: bool
    assignee: str
    assignee_initials: str
    assignee_hue: int
    presence: str
    due: str
    due_kind: str
    due_iso: str
    warn_iso: str
    due_title: str


@dataclass(frozen=True, slots=True)
class _Words:
    """What is the same for all rows, looked up once."""

    at: datetime
    unknown: str
    no_subject: str
    priorities: dict[int, str]


def shown(rows: list[Row], agents: Mapping[int, str], *, current: int = 0, presences: Mapping[int, str] | None = None) -> list[ShownRow]:
    """``agents`` gives names by id, ``presences`` says for a conversation's number who is in it."""
    urgent = {priority.value: str(priority.label) for priority in (Priority.HIGH, Priority.URGENT)}
    same, here = _Words(timezone.localtime(now()), _("Unknown"), _("(no subject)"), urgent), presences or {}
    return [_shown(row, agents, current, here, same) for row in rows]


def _shown(row: Row, agents: Mapping[int, str], current: int, presences: Mapping[int, str], same: _Words) -> ShownRow:
    waiting = same.at - row.waiting_since if row.waiting_since and row.status == Status.OPEN else NO_TIME
    promise = due(row.due_at, row.warn_at, row.due_metric, at=same.at)
    assignee = agents.get(row.assignee_id, "") if row.assignee_id else ""
    return ShownRow(
        number=row.id,
        who=row.customer_name or same.unknown,
        subject=row.subject or same.no_subject,
        words=row.last_words,
        iso=row.last_message_at.isoformat(timespec="seconds"),
        time=times.brief(row.last_message_at, today=same.at),
        is_from_us=row.is_from_us,
        is_unread=row.is_unread and row.status != Status.CLOSED,
        is_current=row.id == current,
        waiting=times.span(waiting) if waiting >= LONG else "",
        waiting_kind="danger" if waiting >= TOO_LONG else "attention",
        snoozed=times.brief(row.snoozed_until, today=same.at) if row.snoozed_until else "",
        priority=same.priorities.get(row.priority, ""),
        has_attachments=row.has_attachments,
        assignee=assignee,
        assignee_initials=initials(assignee) if assignee else "",
        assignee_hue=hue(assignee) if assignee else 0,
        presence=presences.get(row.id, ""),
        due=promise.words,
        due_kind=promise.kind,
        due_iso=promise.iso,
        warn_iso=promise.warn_iso,
        due_title=promise.title,
    )
