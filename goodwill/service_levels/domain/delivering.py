"""Promises that stores made: an order is to arrive by the end of the promised day, and whoever wrote about it waits for that."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from goodwill.commerce.models import Order
from goodwill.conversations.domain import linking_orders
from goodwill.conversations.models import Conversation
from goodwill.core.rows import Prepared
from goodwill.service_levels.domain import choosing, timing
from goodwill.service_levels.domain.choosing import Chosen
from goodwill.service_levels.domain.planning import FINISHED, Plan
from goodwill.service_levels.enums import Ending, Metric
from goodwill.service_levels.models import Calendar, Target

ARRIVED, CANCELLED = "delivered", "cancelled"


def follow_links(conversation: Conversation, at: datetime) -> None:
    """The conversation is about other orders than before."""
    if Metric.DELIVERY_PROMISE not in choosing.current().metrics or conversation.status in FINISHED:
        return
    plan = Plan.of(conversation)
    orders = {link.order_id: link.order for link in linking_orders.links_of(conversation)}
    for target in plan.open(Metric.DELIVERY_PROMISE):
        if target.order_id not in orders:
            plan.cancel(target, at, Ending.WITHDRAWN)
    known = {target.order_id for target in plan.open(Metric.DELIVERY_PROMISE)}
    for order in orders.values():
        if order.pk not in known:
            _start(plan, order, at)
    plan.save()


def follow_order(order: Order, at: datetime) -> None:
    """Its day moved, it arrived, or it was cancelled."""
    numbers = [number for (number,) in _ABOUT.all(order.pk)]
    for conversation in Conversation.objects.filter(pk__in=numbers).order_by("id") if numbers else ():
        plan = Plan.of(conversation)
        for target in [target for target in plan.open(Metric.DELIVERY_PROMISE) if target.order_id == order.pk]:
            _follow(plan, target, order, at)
        plan.save()


def end_of(day: date, zone: str) -> datetime:
    """The first moment of the next day in this zone, in UTC: until then it is the promised day."""
    local = datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone or "UTC"))
    return local.astimezone(UTC)


def _start(plan: Plan, order: Order, at: datetime) -> None:
    goal = plan.chosen.get(Metric.DELIVERY_PROMISE)
    if goal is None or order.expected_on is None or order.status in (ARRIVED, CANCELLED) or order.removed_at:
        return
    if Target.objects.filter(conversation=plan.conversation, order=order).exists():
        # It was kept or broken before; a link that was dismissed and made again starts no second one.
        return
    plan.start(Metric.DELIVERY_PROMISE, at, within=_due(order, order.expected_on, goal) - at, order=order)


def _follow(plan: Plan, target: Target, order: Order, at: datetime) -> None:
    goal = plan.goal_of(target)
    if order.status == ARRIVED:
        plan.meet(target, at)
    elif order.status == CANCELLED or order.removed_at or order.expected_on is None:
        plan.cancel(target, at, Ending.CANCELLED_ORDER)
    elif goal is not None:
        within = _due(order, order.expected_on, goal) - target.started_at
        if within != target.within:
            timing.replan(target, goal, within)
            plan.change(target)


def due_of(target: Target, goal: Chosen) -> timedelta:
    """So long from its start a delivery promise runs under this goal."""
    order = target.order
    if order is None or order.expected_on is None:
        return target.within
    return _due(order, order.expected_on, goal) - target.started_at


def _due(order: Order, day: date, goal: Chosen) -> datetime:
    """The end of the day where the goal's calendar is, else where the store is; and the grace that the goal gives."""
    calendar = Calendar.objects.filter(pk=goal.calendar_id).values_list("zone", flat=True).first() if goal.calendar_id else None
    return end_of(day, calendar or order.store.time_zone) + goal.within


# By the partial index of targets with an order: most orders have none, and then this is all that is asked.
_ABOUT = Prepared(
    lambda order: (
        Target.objects.filter(order_id=order, order__isnull=False, closed_at__isnull=True).values_list("conversation_id").distinct()
    ),
    int,
)
