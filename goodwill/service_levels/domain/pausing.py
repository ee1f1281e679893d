"""Follows the status of a conversation: a resolution stands still, goes on, ends, and goes on again when it is reopened."""

from datetime import datetime

from goodwill.conversations.models import Conversation
from goodwill.service_levels.domain import choosing, timing
from goodwill.service_levels.domain.planning import FINISHED, Plan
from goodwill.service_levels.enums import PAUSABLE, REPLIES, Ending, Metric
from goodwill.service_levels.models import Target


def follow_status(conversation: Conversation, at: datetime) -> None:
    """Bring what runs in line with the status that the conversation has now."""
    plan = Plan.of(conversation)
    if plan.targets:
        (_finish if conversation.status in FINISHED else _run)(plan, at)
        plan.save()


def take_back(conversation: Conversation, message_id: int, at: datetime) -> None:
    """An answer was undone, or never arrived: the customer waits as before, and what the answer started never was."""
    plan = Plan.of(conversation)
    known = {target.pk: target for target in plan.targets}
    for target in Target.objects.filter(conversation=conversation, ended_by=message_id).order_by("id"):
        target = known.setdefault(target.pk, target)
        if target not in plan.targets:
            plan.targets.append(target)
        plan.revive(target)
    for target in plan.open():
        if target.started_by == message_id:
            plan.cancel(target, at, Ending.TAKEN_BACK)
    if conversation.status not in FINISHED:
        _run(plan, at)
    plan.save()


def settle(conversation: Conversation, at: datetime) -> None:
    """Bring targets in line with the row, where messages moved between conversations: who waits has a target, others none."""
    plan = Plan.of(conversation)
    if not choosing.current().policies and not plan.targets:
        return
    waits_since = conversation.waiting_since if conversation.status not in FINISHED and not conversation.merged_into_id else None
    running = plan.open(*REPLIES)
    if waits_since is None:
        for target in running:
            plan.cancel(target, at, Ending.TAKEN_BACK)
    elif not running:
        answered = any(target.met_at for target in plan.closed(Metric.FIRST_RESPONSE))
        plan.start(Metric.NEXT_RESPONSE if answered else Metric.FIRST_RESPONSE, waits_since)
    if waits_since is not None and not any(target.metric == Metric.RESOLUTION for target in plan.targets):
        plan.start(Metric.RESOLUTION, conversation.created_at)
    if conversation.status not in FINISHED and not conversation.merged_into_id:
        _run(plan, at)
    plan.save()


def block(customer_id: int, at: datetime) -> None:
    """Nothing is promised to somebody who was blocked."""
    numbers = Target.objects.filter(closed_at__isnull=True, conversation__customer_id=customer_id).values("conversation_id")
    for conversation in Conversation.objects.filter(pk__in=numbers).order_by("id"):
        cancel_all(conversation, at, Ending.BLOCKED)


def cancel_all(conversation: Conversation, at: datetime, ending: Ending) -> None:
    plan = Plan.of(conversation)
    for target in plan.open():
        plan.cancel(target, at, ending)
    plan.save()


def _finish(plan: Plan, at: datetime) -> None:
    """It is resolved: that promise is kept; who still waited for words is told none, which is neither kept nor broken."""
    for target in plan.open(Metric.RESOLUTION):
        plan.meet(target, at)
    for target in plan.open(*REPLIES, Metric.PERIODIC_UPDATE, Metric.HAND_OFF, Metric.DELIVERY_PROMISE):
        plan.cancel(target, at, Ending.RESOLVED)


def _run(plan: Plan, at: datetime) -> None:
    """Not resolved: reopened, paused, or going on. What was resolved goes on with what was left; the time between never counts."""
    for target in plan.closed(Metric.RESOLUTION):
        if target.met_at is not None and not plan.open(Metric.RESOLUTION):
            _continue(plan, target, at)
    for target in plan.open(*PAUSABLE):
        goal = plan.goal_of(target)
        if goal is None:
            continue
        if plan.conversation.status in goal.pauses:
            plan.pause(target, at)
        else:
            plan.go_on(target, at)


def _continue(plan: Plan, target: Target, at: datetime) -> None:
    """As if the time since it was resolved had been a pause."""
    goal, ended = plan.goal_of(target) or plan.chosen.get(target.metric), target.met_at
    if goal is None or ended is None:
        return
    if target.paused_at is None:
        timing.pause(target, goal.hours, ended)
    plan.revive(target)
