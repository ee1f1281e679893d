"""Puts what is open under the policies and calendars that hold now, and says beforehand what a change would do.

What is closed is never planned anew. A change of the table is followed by one going through all open targets, in batches
that are each one transaction and note how far they came.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from django.db import transaction

from goodwill.accounts.models import Agent
from goodwill.conversations.models import Conversation
from goodwill.conversations.situations import Facts
from goodwill.core import bulk, jobs
from goodwill.core.clock import now
from goodwill.service_levels.domain import choosing, delivering, timing
from goodwill.service_levels.domain.choosing import Chosen, Table
from goodwill.service_levels.domain.planning import CLOCK, FINISHED, Plan, soonest
from goodwill.service_levels.enums import REPLIES, Ending, Metric
from goodwill.service_levels.models import Policy, PolicyTable, Replanning, Target

BATCH = 500
KEY = "targets:replan"
EXAMPLES = 10
# Which condition's answer an activity changes.
ASKED_BY: Mapping[str, frozenset[str]] = {
    "conversation.classified": frozenset({"topic", "complaint", "sale_stage"}),
    "conversation.prioritised": frozenset({"priority"}),
    "conversation.tagged": frozenset({"tag"}),
    "conversation.untagged": frozenset({"tag"}),
    "conversation.language_noted": frozenset({"language"}),
    "conversation.moved_to_team": frozenset({"team"}),
    "conversation.order_linked": frozenset({"order_value", "store", "sale_stage"}),
    "conversation.order_dismissed": frozenset({"order_value", "store", "sale_stage"}),
}


@dataclass(frozen=True, slots=True)
class Moved:
    """One target that a change would touch: its end before and after, None for paused, and "cancelled" for none any more."""

    target: Target
    due_before: datetime | None
    due_after: datetime | None
    is_cancelled: bool
    would_be_late: bool


@dataclass
class Preview:
    """What a change would do to what is open now."""

    open: int = 0
    earlier: int = 0
    later: int = 0
    cancelled: int = 0
    unchanged: int = 0
    late_at_once: int = 0
    examples: list[Moved] = field(default_factory=list)

    @property
    def changed(self) -> int:
        return self.earlier + self.later + self.cancelled


def follow_facts(kind: str, conversation: Conversation, at: datetime) -> None:
    """Something changed by which policies choose: a complaint is to be answered sooner than was promised before."""
    table = choosing.current()
    if not table.asked & ASKED_BY[kind] or conversation.merged_into_id:
        return
    plan = Plan.of(conversation, table)
    for target in plan.open():
        goal = plan.chosen.get(target.metric)
        if goal is None:
            plan.cancel(target, at, Ending.WITHDRAWN)
        elif goal.goal_id != target.goal_id:
            _under(target, goal)
            plan.change(target)
    if conversation.status not in FINISHED:
        _start_missing(plan)
    plan.save()


def after_change(*, reason: str = "", by: Agent | None = None) -> Replanning:
    """The table of policies or a calendar changed: from this commit on the new one holds, and what is open follows."""
    from goodwill.service_levels import tasks

    with transaction.atomic():
        choosing.current()
        PolicyTable.objects.update(version=secrets.randbits(62))
        unfinished = Replanning.objects.filter(finished_at=None)
        unfinished.update(finished_at=now())
        open_ones = Target.objects.filter(closed_at__isnull=True)
        last = open_ones.order_by("-id").values_list("id", flat=True).first() or 0
        run = Replanning.objects.create(reason=reason[:200], by=by, last=last, total=open_ones.count())
        jobs.enqueue_once(tasks.replan, KEY)
    return run


def carry_on() -> None:
    """Go through what is open from where the last batch ended, until the end or until another change begins anew."""
    while (run := Replanning.objects.filter(finished_at=None).first()) is not None:
        _batch(run)


def preview(policies: Sequence[Policy] | None = None, *, table: Table | None = None, limit: int | None = None) -> Preview:
    """What other policies would do to what is open; ``policies`` with their goals in place of the stored ones, not saved.

    Nothing is written. ``limit`` looks at the newest so many only, and the numbers are theirs.
    """
    tried = table or choosing.read(-2, policies)
    found, at = Preview(), now()
    targets = Target.objects.filter(closed_at__isnull=True).select_related(*_WITH).order_by("-id")
    for target in targets[:limit] if limit else targets.iterator(chunk_size=500):
        found.open += 1
        moved = _tried(target, tried, at)
        _count(found, moved)
        if moved is not None and len(found.examples) < EXAMPLES:
            found.examples.append(moved)
    return found


_WITH = ("conversation__inbox", "conversation__customer", "conversation__topic", "order__store")


def _batch(run: Replanning) -> None:
    at, table = now(), choosing.current()
    with transaction.atomic():
        found = Target.objects.filter(closed_at__isnull=True, pk__gt=run.position, pk__lte=run.last).select_related(*_WITH).order_by("id")
        targets = list(found[:BATCH])
        if not targets:
            Replanning.objects.filter(pk=run.pk).update(finished_at=now())
            return
        # Conversations first, and then their targets: the order in which everybody takes them.
        numbers = sorted({target.conversation_id for target in targets})
        list(Conversation.objects.select_for_update(no_key=True).filter(pk__in=numbers).order_by("id").values_list("id"))
        held = list(found.filter(pk__lte=targets[-1].pk).select_for_update(of=("self",)))
        changed = [target for target in held if _replanned(target, table, at)]
        bulk.update(Target, [{"id": target.pk, **{name: getattr(target, name) for name in CLOCK}} for target in changed])
        _show({target.conversation_id: target.conversation for target in changed})
        Replanning.objects.filter(pk=run.pk).update(
            position=targets[-1].pk,
            looked_at=run.looked_at + len(targets),
            changed=run.changed + len(changed),
            cancelled=run.cancelled + sum(not target.is_open for target in changed),
        )


def _replanned(target: Target, table: Table, at: datetime) -> bool:
    """Put one target under the table; whether anything changed."""
    before = [getattr(target, name) for name in CLOCK]
    goal = _goal_for(target, table)
    if goal is None:
        target.closed_at, target.cancelled_at, target.ending, target.next_at = at, at, Ending.WITHDRAWN, None
    else:
        _under(target, goal)
    return [getattr(target, name) for name in CLOCK] != before


def _tried(target: Target, table: Table, at: datetime) -> Moved | None:
    goal, due_before = _goal_for(target, table), target.due_at
    if goal is None:
        return Moved(target, due_before, None, True, False)
    _under(target, goal)
    if target.due_at == due_before:
        return None
    is_late = target.due_at is not None and target.due_at <= at and target.breached_at is None
    return Moved(target, due_before, target.due_at, False, is_late)


def _count(found: Preview, moved: Moved | None) -> None:
    if moved is None:
        found.unchanged += 1
        return
    found.late_at_once += moved.would_be_late
    if moved.is_cancelled:
        found.cancelled += 1
    elif moved.due_before is not None and moved.due_after is not None and moved.due_after < moved.due_before:
        found.earlier += 1
    else:
        found.later += 1


def _goal_for(target: Target, table: Table) -> Chosen | None:
    return table.choose(Facts(target.conversation)).get(target.metric)


def _under(target: Target, goal: Chosen) -> None:
    timing.replan(target, goal, delivering.due_of(target, goal) if target.metric == Metric.DELIVERY_PROMISE else goal.within)


def _start_missing(plan: Plan) -> None:
    """What is promised now and was not before runs from when the waiting began."""
    conversation = plan.conversation
    if conversation.waiting_since is not None and not plan.open(*REPLIES):
        answered = any(target.met_at for target in plan.closed(Metric.FIRST_RESPONSE))
        plan.start(Metric.NEXT_RESPONSE if answered else Metric.FIRST_RESPONSE, conversation.waiting_since)
    if not any(target.metric == Metric.RESOLUTION for target in plan.targets):
        plan.start(Metric.RESOLUTION, conversation.created_at)


def _show(conversations: Mapping[int, Conversation]) -> None:
    """Carry the soonest promises of these conversations onto their rows, without telling thousands of pages one by one."""
    running = Target.objects.filter(conversation_id__in=list(conversations), closed_at__isnull=True).order_by("conversation_id", "id")
    by_conversation = {number: list(those) for number, those in groupby(running, lambda target: target.conversation_id)}
    rows = []
    for number in conversations:
        shown = soonest(by_conversation.get(number, []))
        rows.append({"id": number, "due_at": shown["due_at"], "warn_at": shown["warn_at"], "due_metric": shown["metric"]})
    bulk.update(Conversation, rows)
