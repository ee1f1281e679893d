"""Reads everything that happened with one customer, newest first: conversations, notes about them, changes to them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive

from goodwill.accounts.models import Agent
from goodwill.activity.models import Activity
from goodwill.conversations.access import visible_to
from goodwill.conversations.models import Conversation
from goodwill.customers.models import Customer, CustomerNote

PAGE = 30
# Shown as the conversation or the note itself, or of no interest to a reader.
UNSHOWN = ("customer.noted", "customer.conversations_moved")
CONVERSATION, EVENT, NOTE = "c", "e", "n"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened; exactly one of the last three is set. A conversation stands at its last message."""

    at: datetime
    kind: str
    id: int
    conversation: Conversation | None = None
    event: Activity | None = None
    note: CustomerNote | None = None


@dataclass(frozen=True)
class Page:
    """Some entries, newest first; ``older`` asks for the next ones, "" when there are none."""

    entries: list[Entry]
    older: str


def page(agent: Agent, customer: Customer, *, older_than: str = "", limit: int = PAGE) -> Page:
    """One page, as far as this agent may see it; three statements for the entries, however many there are."""
    place = _place(older_than)
    conversations = visible_to(agent).filter(customer=customer, merged_into=None)
    events = Activity.objects.filter(subject_kind="customer", subject_id=customer.pk).exclude(kind__in=UNSHOWN).select_related("agent")
    notes = CustomerNote.objects.filter(customer=customer).select_related("author").order_by()
    found = [Entry(c.last_message_at, CONVERSATION, c.pk, conversation=c) for c in _newest(conversations, CONVERSATION, place, limit)]
    found += [Entry(event.at, EVENT, event.pk, event=event) for event in _newest(events, EVENT, place, limit)]
    found += [Entry(note.created_at, NOTE, note.pk, note=note) for note in _newest(notes, NOTE, place, limit)]
    found.sort(key=_order, reverse=True)
    older = _cursor(found[limit - 1]) if len(found) > limit else ""
    return Page(found[:limit], older)


TIME = {CONVERSATION: "last_message_at", EVENT: "at", NOTE: "created_at"}


def _newest(rows: QuerySet[Any], kind: str, place: tuple[datetime, str, int] | None, limit: int) -> Iterable[Any]:
    time = TIME[kind]
    if place is not None:
        at, last_kind, last_id = place
        # Among equal times the order is by kind, then by number, downwards.
        if kind < last_kind:
            rows = rows.filter(**{f"{time}__lte": at})
        elif kind == last_kind:
            rows = rows.filter(Q(**{f"{time}__lt": at}) | Q(**{time: at, "pk__lt": last_id}))
        else:
            rows = rows.filter(**{f"{time}__lt": at})
    return rows.order_by(f"-{time}", "-pk")[: limit + 1]


def _order(entry: Entry) -> tuple[datetime, str, int]:
    return entry.at, entry.kind, entry.id


def _cursor(entry: Entry) -> str:
    return f"{entry.at.isoformat()}_{entry.kind}_{entry.id}"


def _place(cursor: str) -> tuple[datetime, str, int] | None:
    """The place that a cursor names; None for the beginning, and for one that means nothing."""
    time, _, rest = cursor.partition("_")
    kind, _, number = rest.partition("_")
    try:
        at = parse_datetime(time)
    except ValueError:
        return None
    if at is None or is_naive(at) or kind not in TIME or not number.isdecimal() or len(number) > 18:
        return None
    return at, kind, int(number)
