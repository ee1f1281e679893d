"""What saved replies may name of the customer's account and of the order that a conversation is about."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy, pgettext

from goodwill.commerce import wording
from goodwill.commerce.domain import opening_orders
from goodwill.commerce.models import Order, Shipment
from goodwill.commerce.models.orders import OrderState
from goodwill.conversations.domain import linking_orders
from goodwill.conversations.models import Conversation
from goodwill.core.amounts import written
from goodwill.core.money import Money
from goodwill.customers import cards
from goodwill.customers.models import Identity

# In words, and with an example.
FIELDS = {
    "order.last.number": (gettext_lazy("the number of the order that it is about, else of the latest"), "#1001"),
    "order.last.status": (gettext_lazy("how far the order is"), gettext_lazy("On its way")),
    "order.last.placed_on": (gettext_lazy("the day on which it was ordered"), "3 November 2026"),
    "order.last.total": (gettext_lazy("what the order cost"), "€42.00"),
    "order.last.refunded": (gettext_lazy("what was given back of it"), "€12.50"),
    "order.last.articles": (gettext_lazy("what was ordered"), gettext_lazy("2 × Boston fern")),
    "order.last.expected_on": (gettext_lazy("the day on which it is expected"), "9 November 2026"),
    "order.last.parcel": (gettext_lazy("where the parcel is"), gettext_lazy("On its way, last seen in Lund")),
    "order.last.carrier": (gettext_lazy("who carries the parcel"), "DHL"),
    "order.last.tracking_number": (gettext_lazy("the number of the parcel"), "JD014600"),
    "order.last.tracking_url": (gettext_lazy("the address where the parcel can be followed"), "https://carrier.example/JD014600"),
    "order.last.return_until": (gettext_lazy("the day until which it can be sent back"), "3 December 2026"),
    "order.last.link": (
        gettext_lazy("a link that opens the order for its buyer, who alone gets it"),
        "https://desk.fernandfable.example/help/link/o1-…",
    ),
    "order.last.store": (gettext_lazy("the store that sold it"), "Fern & Fable"),
    "customer.order_count": (gettext_lazy("how many orders the customer has placed"), "4"),
    "customer.points": (gettext_lazy("the customer's loyalty points"), "340"),
    "customer.credit": (gettext_lazy("the customer's credit in the store"), "€12.00"),
    "customer.gift_card_balance": (gettext_lazy("what is left on the customer's gift card"), "€25.00"),
}


def values(conversation: Conversation) -> Mapping[str, str]:
    """Those that have a value here."""
    part = cards.card(conversation.customer_id).get("commerce") or {}
    order = _order(conversation, part)
    return {**(_of_order(order) | _link(order, conversation) if order else {}), **_of_account(part)}


def _order(conversation: Conversation, part: Mapping[str, Any]) -> Order | None:
    """The newest order that the conversation is about, else the customer's latest."""
    linked = linking_orders.links_of(conversation)
    if linked:
        return linked[0].order
    latest = next(iter(part.get("orders", ())), None)
    return Order.objects.select_related("store").filter(pk=latest["id"]).first() if latest else None


def _of_order(order: Order) -> dict[str, str]:
    parcel = order.shipments.order_by("-id").first()
    return {
        "order.last.number": order.number,
        "order.last.status": str(OrderState(order.status).label),
        "order.last.placed_on": _day(order.placed_at),
        "order.last.total": written(order.total_money),
        "order.last.refunded": written(Money(order.refunded, order.currency)) if order.refunded else "",
        "order.last.articles": ", ".join(f"{line.quantity} × {line.title}" for line in order.lines.order_by("position")),
        "order.last.return_until": _day(order.return_until),
        "order.last.store": order.store.name,
        "order.last.expected_on": _day((parcel.expected_on if parcel else None) or order.expected_on),
        **(_of_parcel(parcel) if parcel else {}),
    }


def _link(order: Order, conversation: Conversation) -> dict[str, str]:
    """Only in a conversation with the order's own buyer: whoever names another's number must not get their order."""
    addresses = {order.email, order.buyer.email if order.buyer else ""} - {""}
    is_buyer = Identity.objects.filter(customer_id=conversation.customer_id, address__in=addresses).exists()
    return {"order.last.link": opening_orders.link_to_order(order)} if is_buyer else {}


def _of_parcel(parcel: Shipment) -> dict[str, str]:
    places = [event.get("place") for event in parcel.events if event.get("place")]
    return {
        "order.last.parcel": wording.parcel(parcel.status, places[-1] if places else "", parcel.carrier),
        "order.last.carrier": parcel.carrier,
        "order.last.tracking_number": parcel.tracking_number,
        "order.last.tracking_url": parcel.tracking_url,
    }


def _of_account(part: Mapping[str, Any]) -> dict[str, str]:
    accounts, cards_left = part.get("accounts", ()), part.get("gift_cards", ())
    points = [account["points"] for account in accounts if account["points"] is not None]
    credit = [account["credit"] for account in accounts if account["credit"]]
    return {
        "customer.order_count": str(part["order_count"]) if part.get("order_count") else "",
        "customer.points": str(sum(points)) if points else "",
        "customer.credit": written(Money(**credit[0])) if credit else "",
        "customer.gift_card_balance": written(Money(**cards_left[0]["balance"])) if cards_left else "",
    }


def _day(value: date | datetime | None) -> str:
    if value is None:
        return ""
    return date_format(localdate(value) if isinstance(value, datetime) else value, pgettext("a date format", "j F Y"))
