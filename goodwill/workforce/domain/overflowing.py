"""Lets other teams have what the own one can't serve: after a time, or when nobody of it is at work."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from goodwill.accounts.models import Team
from goodwill.activity.recording import record
from goodwill.core import rows
from goodwill.core.clock import now
from goodwill.workforce.domain import settings
from goodwill.workforce.domain.selecting import Candidate
from goodwill.workforce.models import QueueEntry


def overflow(entry: QueueEntry, *, because: str) -> bool:
    """Open it to the overflow team too, once; the conversation stays in its own. ``because`` is ``waited`` or ``unstaffed``."""
    with transaction.atomic():
        fresh = rows.fetch(QueueEntry, hold=True, id=entry.pk)
        if fresh is None or fresh.overflowed_at is not None or fresh.overflow_team_id is None:
            return False
        fresh.overflowed_at = entry.overflowed_at = now()
        rows.update(fresh, ["overflowed_at"])
        name = Team.objects.values_list("name", flat=True).get(pk=fresh.overflow_team_id)
        data = {"from": fresh.team_id, "to": fresh.overflow_team_id, "name": name, "because": because}
        record("conversation.overflowed", entry.conversation, data=data)
    return True


def if_unstaffed(entry: QueueEntry, people: Iterable[Candidate], at: datetime) -> bool:
    """Open it to the overflow team when nobody of its own is at work and the team wants that."""
    if entry.overflow_team_id is None or entry.overflowed_at is not None:
        return False
    if not settings.of_team(entry.team_id).overflows_unstaffed:
        return False
    if any(entry.team_id in one.teams and one.is_on_shift and one.states.get(entry.channel) for one in people):
        return False
    return overflow(entry, because="unstaffed")


def waiting_unstaffed() -> list[int]:
    """Conversations in the queue that may go elsewhere and have not; somebody of their team just left."""
    found = QueueEntry.objects.filter(overflow_team__isnull=False, overflowed_at=None)
    return list(found.order_by("id").values_list("conversation_id", flat=True)[:1000])
