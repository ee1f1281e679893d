"""Keeps the counters beside the views: how many conversations share an inbox, team, assignee and status."""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple

from django.db import transaction
from django.db.models import Count, Q
from django.db.models.functions import Coalesce

from goodwill.conversations.models import Conversation, Tally
from goodwill.core import rows


class Cell(NamedTuple):
    """Where a conversation is counted; 0 stands for no team and no assignee."""

    inbox_id: int
    team_id: int
    assignee_id: int
    status: str


def cell_of(conversation: Conversation) -> Cell | None:
    """None for a merged conversation, which is not counted."""
    if conversation.merged_into_id:
        return None
    return Cell(conversation.inbox_id, conversation.team_id or 0, conversation.assignee_id or 0, conversation.status)


def move(before: Cell | None, after: Cell | None) -> None:
    """Count one conversation less in one cell and one more in the other."""
    if before == after:
        return
    changes = {cell: step for cell, step in ((before, -1), (after, 1)) if cell is not None}
    gathering = _gathering.get()
    if gathering is None:
        _add_all(changes)
        return
    for cell, step in changes.items():
        gathering[cell] += step


@contextmanager
def gathered() -> Iterator[None]:
    """Carry out all moves of the body at its end, each cell once: for a transaction that changes many conversations.

    Many share one counter, and whoever has added to it holds it until the transaction ends. An exception moves nothing.
    """
    gathering: Counter[Cell] = Counter()
    token = _gathering.set(gathering)
    try:
        yield
    finally:
        _gathering.reset(token)
    _add_all(gathering)


_gathering: ContextVar[Counter[Cell] | None] = ContextVar("gathering", default=None)


def _add_all(changes: Mapping[Cell, int]) -> None:
    # Always in the same order, so that two transactions never wait for each other in a ring.
    for cell, step in sorted(changes.items()):
        if step:
            _add(cell, step)


def _add(cell: Cell, step: int) -> None:
    if rows.increment(Tally, "count", step, **cell._asdict()):
        return
    if not rows.insert_once(Tally(**cell._asdict(), count=step), *cell._fields):
        rows.increment(Tally, "count", step, **cell._asdict())


def counted() -> dict[Cell, int]:
    """The true counts, by counting; for rebuilding and for the nightly comparison."""
    rows = (
        Conversation.objects.filter(merged_into=None)
        .values_list("inbox_id", Coalesce("team_id", 0), Coalesce("assignee_id", 0), "status")
        .annotate(n=Count("id"))
        .order_by()
    )
    return {Cell(*row[:4]): row[4] for row in rows}


def differences() -> dict[Cell, tuple[int, int]]:
    """Cells whose maintained count differs from the true one: (maintained, true)."""
    true = counted()
    kept = {Cell(*row[:4]): row[4] for row in Tally.objects.values_list("inbox_id", "team_id", "assignee_id", "status", "count")}
    return {cell: (kept.get(cell, 0), true.get(cell, 0)) for cell in kept.keys() | true.keys() if kept.get(cell, 0) != true.get(cell, 0)}


def rebuild() -> int:
    """Count anew what is wrong, while the desk runs; return how many cells that were."""
    return sum(_recount(cell) for cell in sorted(differences()))


def _recount(cell: Cell) -> bool:
    """Count one cell under its lock: a change that is under way has either been counted or waits to add its step."""
    with transaction.atomic():
        Tally.objects.get_or_create(**cell._asdict())
        tally = Tally.objects.select_for_update().get(**cell._asdict())
        team, assignee = cell.team_id or None, cell.assignee_id or None
        here = Q(team=team) & Q(assignee=assignee)
        held = Conversation.objects.filter(here, merged_into=None, inbox_id=cell.inbox_id, status=cell.status)
        before, tally.count = tally.count, held.count()
        tally.save(update_fields=["count"])
    return before != tally.count
