"""Compares every night what is shown with what was said, puts right what differs, and keeps a record of both."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max, QuerySet

from goodwill.activity.models import Activity
from goodwill.activity.recording import DESK, record_of_desk
from goodwill.conversations.domain import indexing, rebuilding, tallying
from goodwill.conversations.domain.changing import locked
from goodwill.conversations.models import Conversation, Message, Note
from goodwill.core.rows import walk
from goodwill.core.search.models import SearchDocument

COMPARED, MENDED = "desk.compared", "desk.mended"
MOST_NAMED = 20
AT_ONCE = 5_000


@dataclass(frozen=True)
class Comparison:
    """What was found wrong: conversations, how many counters, and the positions of what the search does not find.

    ``rows_compared`` conversations were looked at; ``record`` is the number of the activity that keeps the result.
    """

    rows_compared: int
    wrong_rows: list[int]
    wrong_counters: int
    missing: list[int]
    record: int = 0

    @property
    def unfindable(self) -> int:
        return len(self.missing)

    @property
    def is_right(self) -> bool:
        return not (self.wrong_rows or self.wrong_counters or self.missing)


@dataclass(frozen=True, slots=True)
class Check:
    """One comparison as it is remembered, of all that happened up to an activity; ``named`` are the first wrong conversations."""

    at: datetime
    up_to: int
    rows: int
    wrong_rows: int
    wrong_counters: int
    unfindable: int
    named: list[int]
    is_mended: bool

    @property
    def is_right(self) -> bool:
        return not (self.wrong_rows or self.wrong_counters or self.unfindable)

    @property
    def is_settled(self) -> bool:
        return self.is_right or self.is_mended


def look_after(*, everything: bool = False) -> Comparison:
    """Compare, and put right what differs."""
    found = compare(everything=everything)
    if not found.is_right:
        mend(found)
    return found


def compare(*, everything: bool = False) -> Comparison:
    """Compare what is shown with what was said, and record the result; nothing is changed.

    Looks at the conversations in which something has happened since the last time, or at all of them.
    """
    since = 0 if everything else _settled_up_to()
    up_to = Activity.objects.aggregate(last=Max("id"))["last"] or 0
    changed = Activity.objects.filter(subject_kind="conversation", id__gt=since).values("subject_id")
    rows = Conversation.objects.all() if not since else Conversation.objects.filter(pk__in=changed)
    compared, wrong = 0, []
    for conversation in walk(rows.select_related("customer")):
        compared += 1
        # A difference may be a change that was under way: only one that is still there under the lock counts.
        if rebuilding.differs(conversation) and _is_wrong(conversation):
            wrong.append(conversation.pk)
    missing = [*_missing(indexing.findable_messages(), since), *_missing(Note.objects.all(), since)]
    counters = len(tallying.differences())
    data = {"up_to": up_to, "rows": compared, "wrong_rows": wrong[:MOST_NAMED], "wrong_row_count": len(wrong)}
    record = record_of_desk(COMPARED, {**data, "wrong_counters": counters, "unfindable": len(missing)})
    return Comparison(compared, wrong, counters, missing, record.pk)


def mend(found: Comparison) -> None:
    """Derive anew what was found wrong, and no more; a difference means that somewhere a change forgot it."""
    for number in found.wrong_rows:
        rebuilding.rebuild_row(Conversation(pk=number))
    counters = tallying.rebuild() if found.wrong_counters else 0
    documents = rebuilding.index_missing(found.missing)
    record_of_desk(MENDED, {"comparison": found.record, "rows": len(found.wrong_rows), "counters": counters, "documents": documents})


def checks(limit: int = 14) -> list[Check]:
    """The newest comparisons, newest first, for whoever looks after the desk."""
    mended = {record.data["comparison"] for record in _records(MENDED)[:limit]}
    return [
        Check(
            at=record.at,
            up_to=record.data["up_to"],
            rows=record.data["rows"],
            wrong_rows=record.data["wrong_row_count"],
            wrong_counters=record.data["wrong_counters"],
            unfindable=record.data["unfindable"],
            named=record.data["wrong_rows"],
            is_mended=record.pk in mended,
        )
        for record in _records(COMPARED)[:limit]
    ]


def _settled_up_to() -> int:
    """Up to which activity all is known to be right: found so, or put right."""
    return next((check.up_to for check in checks() if check.is_settled), 0)


def _records(kind: str) -> QuerySet[Activity]:
    return Activity.objects.filter(subject_kind=DESK, subject_id=0, kind=kind).order_by("-id")


def _missing(said: QuerySet[Message] | QuerySet[Note], since: int) -> Iterator[int]:
    """The positions after ``since`` that the index does not hold, a stretch at a time."""
    after = since
    while positions := list(said.filter(position__gt=after).order_by("position").values_list("position", flat=True)[:AT_ONCE]):
        after = positions[-1]
        held = {*SearchDocument.objects.filter(key__gte=positions[0], key__lte=after).values_list("key", flat=True)}
        yield from (position for position in positions if position not in held)


def _is_wrong(conversation: Conversation) -> bool:
    with transaction.atomic():
        return rebuilding.differs(locked(conversation.pk))
