"""The facts of a conversation that this room and the mirror of the stores know."""

from datetime import date, timedelta
from typing import Any

from goodwill.commerce.contract import ShipmentStatus
from goodwill.commerce.models import Order
from goodwill.conversations.domain import linking_orders
from goodwill.conversations.enums import SaleStage
from goodwill.conversations.situations import Facts, fact
from goodwill.customers import cards

HOUR = timedelta(hours=1)


@fact("channel")
def channel(facts: Facts) -> str:
    return facts.conversation.inbox.kind


@fact("inbox_id")
def inbox_id(facts: Facts) -> int:
    return facts.conversation.inbox_id


@fact("team_id")
def team_id(facts: Facts) -> int | None:
    return facts.conversation.team_id


@fact("assignee_id")
def assignee_id(facts: Facts) -> int | None:
    return facts.conversation.assignee_id


@fact("customer_id")
def customer_id(facts: Facts) -> int:
    return facts.conversation.customer_id


@fact("priority")
def priority(facts: Facts) -> int:
    return facts.conversation.priority


@fact("status")
def status(facts: Facts) -> str:
    return facts.conversation.status


@fact("tags")
def tags(facts: Facts) -> list[str]:
    return facts.conversation.tag_names


@fact("topic_id")
def topic_id(facts: Facts) -> int | None:
    return facts.conversation.topic_id


@fact("is_complaint")
def is_complaint(facts: Facts) -> bool:
    return facts.conversation.topic is not None and facts.conversation.topic.is_complaint


@fact("sale_stage")
def sale_stage(facts: Facts) -> str:
    """As the topic says; else after the purchase where an order is linked."""
    topic = facts.conversation.topic
    if topic is not None and topic.stage:
        return topic.stage
    return SaleStage.POST_SALE if facts["order"] is not None else SaleStage.PRE_SALE


@fact("language")
def language(facts: Facts) -> str:
    """The code without its region: what was noted, else the customer's, else the account's in the store; "" for unknown."""
    conversation = facts.conversation
    known = conversation.language or conversation.customer.language or str(facts["account"].get("language", ""))
    return known.replace("_", "-").partition("-")[0].lower()


@fact("subject")
def subject(facts: Facts) -> str:
    return facts.conversation.subject


@fact("text")
def text(facts: Facts) -> str:
    """What was newly written in the message that gave rise to asking; else the last words of the conversation."""
    if facts.message is None:
        return facts.conversation.last_words
    return facts.message.new_text or facts.message.text


@fact("said")
def said(facts: Facts) -> str:
    """Subject and text in small letters, for looking for words in any case."""
    return f"{facts['subject']}\n{facts['text']}".casefold()


@fact("sender_address")
def sender_address(facts: Facts) -> str:
    return facts.message.sender_address if facts.message else ""


@fact("is_automatic")
def is_automatic(facts: Facts) -> bool:
    return facts.message is not None and facts.message.is_automatic


@fact("message_count")
def message_count(facts: Facts) -> int:
    return facts.conversation.message_count


@fact("hours_waiting")
def hours_waiting(facts: Facts) -> float | None:
    """How long the customer has been waiting for an answer, by the wall clock; None while nobody waits."""
    since = facts.conversation.waiting_since
    return None if since is None else (facts.at - since) / HOUR


@fact("hours_quiet")
def hours_quiet(facts: Facts) -> float:
    """How long nothing was said, by the wall clock."""
    return (facts.at - facts.conversation.last_message_at) / HOUR


@fact("account")
def account(facts: Facts) -> Any:
    """The store's part of the customer's card: worth, tiers, latest orders; empty for whom no store knows."""
    return cards.card(facts.conversation.customer_id).get("commerce") or {}


@fact("tiers")
def tiers(facts: Facts) -> list[str]:
    return list(facts["account"].get("tiers", ()))


@fact("lifetime_values")
def lifetime_values(facts: Facts) -> list[dict[str, Any]]:
    """What the customer has bought for, in each currency."""
    return list(facts["account"].get("lifetime_value", ()))


@fact("order_count")
def order_count(facts: Facts) -> int:
    return int(facts["account"].get("order_count", 0))


@fact("order")
def order(facts: Facts) -> Order | None:
    """The newest order that the conversation is about."""
    linked = linking_orders.links_of(facts.conversation)
    return linked[0].order if linked else None


@fact("order_total")
def order_total(facts: Facts) -> dict[str, Any] | None:
    found = facts["order"]
    return {"minor": found.total, "currency": found.currency} if found else None


@fact("order_status")
def order_status(facts: Facts) -> str | None:
    return facts["order"].status if facts["order"] else None


@fact("store_id")
def store_id(facts: Facts) -> int | None:
    return facts["order"].store_id if facts["order"] else None


@fact("days_since_placed")
def days_since_placed(facts: Facts) -> int | None:
    return (facts.at - facts["order"].placed_at).days if facts["order"] else None


@fact("promised_on")
def promised_on(facts: Facts) -> date | None:
    """The day on which the store promised the order."""
    return facts["order"].expected_on if facts["order"] else None


@fact("days_late")
def days_late(facts: Facts) -> int | None:
    """Days since the promised one, while a parcel is still missing; None where nothing is late."""
    found = facts["order"]
    if found is None or found.expected_on is None or found.status in ("delivered", "cancelled"):
        return None
    late = (facts.at.date() - found.expected_on).days
    return late if late > 0 else None


@fact("days_without_scan")
def days_without_scan(facts: Facts) -> int | None:
    """Days since the last scan of the parcel that stands still longest; None where none is on its way."""
    found = facts["order"]
    if found is None:
        return None
    moving = (ShipmentStatus.LABEL, ShipmentStatus.IN_TRANSIT, ShipmentStatus.OUT_FOR_DELIVERY)
    seen = [parcel.last_event_at or parcel.shipped_at for parcel in found.shipments.all() if parcel.status in moving]
    return max(((facts.at - at).days for at in seen if at), default=None)
