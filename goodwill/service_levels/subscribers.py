"""What promises do when something happens in the rooms below."""

from goodwill.activity.models import Activity
from goodwill.activity.recording import subscribe
from goodwill.commerce.models import Order
from goodwill.conversations.models import Conversation, Message
from goodwill.service_levels.domain import contacting, delivering, merging, pausing, planning, replanning


@subscribe("message.received")
def start_waiting(activity: Activity) -> None:
    planning.received(_message(activity))


@subscribe("message.sent")
def answer(activity: Activity) -> None:
    planning.sent(_message(activity))


@subscribe("message.undone")
def take_back_answer(activity: Activity) -> None:
    pausing.take_back(_conversation(activity), activity.data["message"], activity.at)


@subscribe(
    "conversation.left_pending",
    "conversation.snoozed",
    "conversation.woken",
    "conversation.resolved",
    "conversation.closed",
    "conversation.reopened",
)
def follow_status(activity: Activity) -> None:
    if "undelivered" in activity.data:
        pausing.take_back(_conversation(activity), activity.data["undelivered"], activity.at)
    else:
        pausing.follow_status(_conversation(activity), activity.at)


@subscribe("conversation.merged")
def follow_merging(activity: Activity) -> None:
    merging.merge(_conversation(activity), activity.data["source"], activity.at)


@subscribe("conversation.unmerged")
def follow_unmerging(activity: Activity) -> None:
    merging.unmerge(_conversation(activity), activity.data["source"], activity.at)


@subscribe("message.detached")
def settle_both(activity: Activity) -> None:
    pausing.settle(_conversation(activity), activity.at)
    pausing.settle(Conversation.objects.get(pk=activity.data["to"]), activity.at)


@subscribe("customer.blocked")
def end_for_blocked(activity: Activity) -> None:
    pausing.block(activity.subject_id, activity.at)


@subscribe("conversation.moved_to_team")
def await_taking_over(activity: Activity) -> None:
    contacting.handed_over(_conversation(activity), activity.data["to"], activity.at)


@subscribe("conversation.assigned")
def take_over(activity: Activity) -> None:
    contacting.taken_over(_conversation(activity), activity.at)


@subscribe("contact.hand_off_asked", "contact.queued", "contact.answered", "contact.left", "call.ended")
def follow_contact(activity: Activity) -> None:
    contacting.follow(activity.kind, _conversation(activity), activity.at)


@subscribe(*replanning.ASKED_BY)
def choose_anew(activity: Activity) -> None:
    replanning.follow_facts(activity.kind, _conversation(activity), activity.at)


@subscribe("conversation.order_linked", "conversation.order_dismissed")
def follow_orders(activity: Activity) -> None:
    delivering.follow_links(_conversation(activity), activity.at)


@subscribe("order.changed", "order.cancelled")
def follow_order(activity: Activity) -> None:
    order = activity.context["order"]
    assert isinstance(order, Order)
    delivering.follow_order(order, activity.at)


@subscribe("calendar.changed", "calendar.removed", "calendar.default_changed")
def plan_anew(activity: Activity) -> None:
    replanning.after_change(reason=activity.kind, by=activity.agent)


def _message(activity: Activity) -> Message:
    message = activity.context["message"]
    assert isinstance(message, Message)
    return message


def _conversation(activity: Activity) -> Conversation:
    """As it is in the midst of the change, where that was handed over."""
    subject = activity.context.get("subject")
    return subject if isinstance(subject, Conversation) else Conversation.objects.get(pk=activity.subject_id)
