"""Notices that a customer had to come back: a contact within some days of one that was thought done."""

from goodwill.conversations.models import Conversation, Message
from goodwill.service_levels.domain.planning import FINISHED, Plan
from goodwill.service_levels.enums import Ending, Metric
from goodwill.service_levels.models import Target


def note(plan: Plan, message: Message) -> Target | None:
    """Record a repeat contact as it happens, with the conversation that was not enough. There is nothing to wait for."""
    goal = plan.chosen.get(Metric.REPEAT_CONTACT)
    if goal is None:
        return None
    conversation, at = plan.conversation, message.created_at
    before = Conversation.objects.filter(
        customer_id=conversation.customer_id, merged_into=None, status__in=FINISHED, last_message_at__gte=at - goal.within
    )
    earlier = before.exclude(pk=conversation.pk).order_by("-last_message_at").first()
    if earlier is None:
        return None
    target = Target(conversation=conversation, metric=Metric.REPEAT_CONTACT, within=goal.within, earlier=earlier, started_by=message.pk)
    target.policy_id, target.goal_id, target.calendar_id = goal.policy_id, goal.goal_id, goal.calendar_id
    target.started_at, target.counted_from = earlier.last_message_at, earlier.last_message_at
    target.due_at = target.breached_at = at
    # It runs to no moment: what its steps say happens now, by the same worker as all else.
    target.next_at = at if goal.steps else None
    target.closed_at, target.ending = at, Ending.RECORDED
    plan.add(target)
    return target
