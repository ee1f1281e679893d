"""Does what comes due: notes the breach, takes the steps, and sets the next moment; in batches, each one transaction.

A batch takes rows whose ``next_at`` has passed and that nobody else holds, and whatever comes of them stands or falls with
that transaction: a worker that is killed has done nothing, and the next one does all of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction

from goodwill.core import bulk
from goodwill.core.clock import now
from goodwill.core.rows import Prepared
from goodwill.service_levels.domain import alerting, choosing, timing
from goodwill.service_levels.domain.choosing import Chosen
from goodwill.service_levels.domain.timing import Step
from goodwill.service_levels.models import Target

BATCH = 1_000
# How soon we ask again whether anybody who should know is on duty.
ASK_AGAIN = timedelta(minutes=5)
CHANGED = ("next_at", "step", "breached_at", "is_waiting")


@dataclass(frozen=True)
class Fired:
    """What comes of one target: the steps that are taken now, whether it is broken by that, and whom to alert by which step.

    ``alert`` is the last step that was reached, or one that had waited; older ones say nothing that it does not say.
    """

    target: Target
    goal: Chosen | None
    steps: Sequence[Step] = field(default_factory=tuple)
    is_breach: bool = False
    alert: Step | None = None


def next_at() -> datetime | None:
    """The next moment at which anything must happen to any target."""
    row = _NEXT.first()
    return row[0] if row else None


def fire_all() -> int:
    """Fire until nothing is due; return how many targets that were."""
    total = 0
    while number := fire():
        total += number
    return total


def fire(limit: int | None = None) -> int:
    """Fire one batch of what is due, the longest overdue first; return how many targets that were."""
    with transaction.atomic():
        at, table = now(), choosing.current()
        due = Target.objects.filter(next_at__lte=at).order_by("next_at").select_for_update(skip_locked=True, of=("self",))
        held = list(due.select_related("conversation")[: limit or BATCH])
        if not held:
            return 0
        fired = [advance(target, table.goals.get(target.goal_id or 0), at) for target in held]
        waiting = alerting.tell([one for one in fired if one.alert is not None], at)
        for one in fired:
            one.target.is_waiting = one.target.pk in waiting
            if one.target.is_waiting:
                one.target.next_at = min(filter(None, (one.target.next_at, at + ASK_AGAIN)))
        bulk.update(Target, [{"id": target.pk, **{name: getattr(target, name) for name in CHANGED}} for target in held])
        alerting.record_all(fired)
    return len(held)


def advance(target: Target, goal: Chosen | None, at: datetime) -> Fired:
    """Take a target to this moment, once: what was taken before is not taken again, wherever the clock went meanwhile."""
    is_breach = target.breached_at is None and target.due_at is not None and target.due_at <= at
    if is_breach:
        target.breached_at = target.due_at
    if goal is None:
        target.next_at = None
        return Fired(target, None, (), is_breach)
    taken: list[Step] = []
    while target.step < len(goal.steps):
        step = goal.steps[target.step]
        moment = timing.step_at(target, goal, step)
        if moment is None or moment > at:
            break
        taken.append(step)
        target.step += 1
    waited = goal.steps[target.step - 1] if target.is_waiting and target.step else None
    target.next_at = timing.following(target, goal)
    return Fired(target, goal, taken, is_breach, taken[-1] if taken else waited)


_NEXT = Prepared(lambda: Target.objects.filter(next_at__isnull=False).order_by("next_at").values_list("next_at")[:1])
