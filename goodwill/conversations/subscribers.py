"""What conversations do when something happens in the rooms below, or among themselves."""

from goodwill.activity.models import Activity
from goodwill.activity.recording import subscribe
from goodwill.commerce.models import Order
from goodwill.conversations import tasks
from goodwill.conversations.domain import following, linking_orders, naming
from goodwill.conversations.enums import MatchedBy
from goodwill.conversations.models import Message
from goodwill.core import jobs


@subscribe("raw.stored")
def process_stored(activity: Activity) -> None:
    # Under a key, so that looking after forgotten ones never makes a second job of a waiting one.
    jobs.enqueue_once(tasks.process_raw, f"raw:{activity.subject_id}", activity.subject_id)


@subscribe("message.received")
def acknowledge_first(activity: Activity) -> None:
    message = activity.context["message"]
    assert isinstance(message, Message)
    if message.inbox.is_acknowledging and message.matched_by == MatchedBy.NEW:
        tasks.acknowledge.enqueue(message.pk)


@subscribe("message.received")
def link_named_orders(activity: Activity) -> None:
    message = activity.context["message"]
    assert isinstance(message, Message)
    linking_orders.link_named(message)


@subscribe("order.placed")
def link_awaited_order(activity: Activity) -> None:
    order = activity.context["order"]
    assert isinstance(order, Order)
    linking_orders.link_awaited(order)


@subscribe("store.imported")
def link_imported_orders(activity: Activity) -> None:
    tasks.link_imported.enqueue(activity.subject_id)


@subscribe("customer.renamed")
def carry_name(activity: Activity) -> None:
    naming.carry(activity.subject_id)


@subscribe("customer.joined")
def follow_joining(activity: Activity) -> None:
    following.follow_joining(activity)


@subscribe("customer.parted")
def follow_parting(activity: Activity) -> None:
    following.follow_parting(activity)


@subscribe("team.removed")
def leave_team(activity: Activity) -> None:
    following.leave_team(activity.subject_id)


@subscribe("agent.deactivated")
def leave_agent(activity: Activity) -> None:
    following.leave_agent(activity.subject_id)
