"""Follows merging: of two promises of a kind the one that began earlier goes on, alone; taken apart again, each has its own."""

from datetime import datetime

from goodwill.conversations.models import Conversation
from goodwill.service_levels.domain import pausing, timing
from goodwill.service_levels.domain.planning import Plan
from goodwill.service_levels.enums import REPLIES, Ending, Metric
from goodwill.service_levels.models import Target

CARRIED = ("within", "started_at", "counted_from", "remaining", "stretches", "due_at", "warn_at", "paused_at", "breached_at", "step")
LINKS = ("policy_id", "goal_id", "calendar_id", "order_id", "started_by")


def merge(into: Conversation, source_id: int, at: datetime) -> None:
    """``into`` shows both now: what ran in the other is cancelled there and goes on here where it began earlier."""
    source = Conversation.objects.get(pk=source_id)
    theirs, ours = Plan.of(source), Plan.of(into)
    for target in theirs.open():
        theirs.cancel(target, at, Ending.MERGED)
        rivals = ours.open(*_kind(target))
        if any(rival.started_at <= target.started_at for rival in rivals):
            continue
        for rival in rivals:
            ours.cancel(rival, at, Ending.MERGED)
        _carry(target, ours)
    theirs.save()
    ours.save()
    # What is paused there may run here, and the other way round.
    pausing.follow_status(into, at)


def unmerge(former: Conversation, source_id: int, at: datetime) -> None:
    """What was carried over goes back, and what gave way to it runs again, as far as there is still something to wait for."""
    source = Conversation.objects.get(pk=source_id)
    theirs, ours = Plan.of(source), Plan.of(former)
    known = {target.pk for target in theirs.targets}
    brought = set(Target.objects.filter(conversation=source, ending=Ending.MERGED).values_list("id", flat=True)) | known
    for target in ours.open():
        if target.came_from_id in brought:
            ours.cancel(target, at, Ending.MERGED)
    ours.save()
    for conversation in (source, former):
        _revive(conversation)
        pausing.settle(conversation, at)


def _revive(conversation: Conversation) -> None:
    plan = Plan.of(conversation)
    gone = Target.objects.filter(conversation=conversation, ending=Ending.MERGED, came_from=None).order_by("-id")
    for target in gone:
        if conversation.merged_into_id or plan.open(*_kind(target)):
            continue
        if target.metric in REPLIES and conversation.waiting_since is None:
            continue
        plan.targets = [known for known in plan.targets if known.pk != target.pk] + [target]
        plan.revive(target)
    plan.save()


def _kind(target: Target) -> tuple[str, ...]:
    return tuple(REPLIES) if target.metric in REPLIES else (target.metric,)


def _carry(target: Target, plan: Plan) -> None:
    """Go on in the other conversation with the same clock."""
    metric = target.metric
    if metric == Metric.FIRST_RESPONSE and any(known.met_at for known in plan.closed(Metric.FIRST_RESPONSE)):
        metric = Metric.NEXT_RESPONSE
    carried = Target(conversation=plan.conversation, metric=metric, cycle=plan.next_cycle(metric), came_from=target)
    for name in (*CARRIED, *LINKS):
        setattr(carried, name, getattr(target, name))
    goal = plan.goal_of(carried)
    if goal is not None and carried.paused_at is None:
        timing.run(carried, goal)
    plan.add(carried)
