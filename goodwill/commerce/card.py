"""What a customer's card shows of the stores: worth, latest orders and where their parcels are, carts, subscriptions.

Amounts are ``{"minor", "currency"}``, moments ISO 8601 in UTC, days ISO 8601.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from goodwill.commerce.contract import ShipmentStatus
from goodwill.commerce.models import Cart, GiftCard, Order, Shipment, Stock, StoreCustomer, Subscription
from goodwill.core.row_objects import PreparedObjects
from goodwill.core.rows import Prepared

ORDERS = 5
OPEN_PARCEL = frozenset({ShipmentStatus.LABEL, ShipmentStatus.IN_TRANSIT, ShipmentStatus.OUT_FOR_DELIVERY})
# Which parcel of several an order's line of the card is about: the one that worries most.
_WORRIES = {
    status: place
    for place, status in enumerate(
        (
            ShipmentStatus.FAILED,
            ShipmentStatus.RETURNED,
            ShipmentStatus.WAITING,
            ShipmentStatus.OUT_FOR_DELIVERY,
            ShipmentStatus.IN_TRANSIT,
            ShipmentStatus.LABEL,
            ShipmentStatus.DELIVERED,
        )
    )
}


def part(customer_id: int) -> Mapping[str, Any]:
    """Empty for a customer whom no store knows."""
    accounts = _ACCOUNTS.all(customer_id)
    if not accounts:
        return {}
    buyers = [account.pk for account in accounts]
    return {
        **_worth(accounts),
        "accounts": [_account(account) for account in accounts],
        "orders": _orders(buyers),
        "carts": _carts(buyers),
        "subscriptions": [_subscription(row) for buyer in buyers for row in _SUBSCRIPTIONS.all(buyer)],
        "gift_cards": [
            {"last_four": row.last_four, "balance": _money(row.balance, row.currency), "expires_on": _iso(row.expires_on)}
            for buyer in buyers
            for row in _GIFT_CARDS.all(buyer)
        ],
    }


def complete(part: Mapping[str, Any]) -> Mapping[str, Any]:
    """The part with what is in stock now of the goods in carts: a sale changes that without concerning the customer."""
    if not part.get("carts"):
        return part
    carts = [
        {**cart, "lines": [{**line, **_in_stock(cart["store_id"], line["variant"])} for line in cart["lines"]]} for cart in part["carts"]
    ]
    return {**part, "carts": carts}


def _worth(accounts: Sequence[StoreCustomer]) -> dict[str, Any]:
    """Lifetime value in each currency: what was ordered less what went back."""
    totals: dict[str, int] = {}
    for account in accounts:
        if account.order_count:
            totals[account.currency] = totals.get(account.currency, 0) + account.order_total
    first = [account.first_order_at for account in accounts if account.first_order_at]
    last = [account.last_order_at for account in accounts if account.last_order_at]
    return {
        "lifetime_value": [_money(total, currency) for currency, total in totals.items()],
        "order_count": sum(account.order_count for account in accounts),
        "first_order_at": _iso(min(first, default=None)),
        "last_order_at": _iso(max(last, default=None)),
        "tiers": sorted({tag for account in accounts for tag in account.document.get("tags", ())}),
        "language": next((account.language for account in accounts if account.language), ""),
    }


def _account(account: StoreCustomer) -> dict[str, Any]:
    return {
        "id": account.pk,
        "store_id": account.store_id,
        "store": account.store.name,
        "email": account.email,
        "phone": account.phone,
        "points": account.loyalty_points,
        "credit": _money(account.store_credit, account.currency),
        "accepts_marketing": account.accepts_marketing,
        "address": account.document.get("address"),
    }


def _orders(buyers: Sequence[int]) -> list[dict[str, Any]]:
    orders = [order for buyer in buyers for order in _ORDERS.all(buyer)]
    latest = sorted(orders, key=lambda order: order.placed_at, reverse=True)[:ORDERS]
    parcels: dict[int, list[Shipment]] = {}
    for shipment in _SHIPMENTS.all([order.pk for order in latest]):
        parcels.setdefault(shipment.order_id, []).append(shipment)
    return [_order(order, parcels.get(order.pk, [])) for order in latest]


def _order(order: Order, shipments: Iterable[Shipment]) -> dict[str, Any]:
    worst = min(shipments, key=lambda shipment: (_WORRIES.get(ShipmentStatus(shipment.status), 0), -shipment.pk), default=None)
    return {
        "id": order.pk,
        "number": order.number,
        "store_id": order.store_id,
        "status": order.status,
        "total": _money(order.total, order.currency),
        "refunded": _money(order.refunded, order.currency),
        "placed_at": _iso(order.placed_at),
        "expected_on": _iso(order.expected_on),
        "is_in_shop": order.is_in_shop,
        "location": order.location,
        "parcel": _parcel(worst) if worst else None,
    }


def _parcel(shipment: Shipment) -> dict[str, Any]:
    last = shipment.events[-1] if shipment.events else {}
    return {
        "status": shipment.status,
        "carrier": shipment.carrier,
        "tracking_number": shipment.tracking_number,
        "tracking_url": shipment.tracking_url,
        "last_event_at": _iso(shipment.last_event_at or shipment.shipped_at),
        "last_words": last.get("words", ""),
        "last_place": last.get("place", ""),
        "expected_on": _iso(shipment.expected_on),
        "delivered_at": _iso(shipment.delivered_at),
    }


def _carts(buyers: Sequence[int]) -> list[dict[str, Any]]:
    """Each buyer's open cart; ``complete`` adds to every line what is free of its variant and when more comes."""
    carts = [cart for buyer in buyers for cart in _CARTS.all(buyer)]
    return [
        {
            "store_id": cart.store_id,
            "total": _money(cart.total, cart.currency),
            "updated_at": _iso(cart.updated_at),
            "url": cart.url,
            "lines": [
                {"title": line["title"], "quantity": line["quantity"], "variant": line.get("variant_external_id", "")}
                for line in cart.lines[:10]
            ],
        }
        for cart in carts
    ]


def _in_stock(store_id: int, variant: str) -> dict[str, Any]:
    """``available`` is None where the store tells of no stock."""
    levels = _STOCK.all(store_id, variant)
    coming = [back_on for available, back_on in levels if back_on]
    return {
        "available": sum(max(0, available) for available, _back_on in levels) if levels else None,
        "back_on": _iso(min(coming, default=None)),
    }


def _subscription(row: Subscription) -> dict[str, Any]:
    price = _money(row.price, row.currency)
    return {"title": row.title, "status": row.status, "price": price, "every": row.every, "next_on": _iso(row.next_on)}


def _money(minor: int | None, currency: str) -> dict[str, Any] | None:
    return None if minor is None else {"minor": minor, "currency": currency}


def _iso(value: datetime | date | None) -> str | None:
    return value.isoformat() if value else None


_ACCOUNTS = PreparedObjects(lambda customer: StoreCustomer.objects.filter(customer_id=customer).select_related("store").order_by("id")[:10])
_ORDERS = PreparedObjects(lambda buyer: Order.objects.filter(buyer_id=buyer).order_by("-placed_at", "-id")[:ORDERS])
_SHIPMENTS = PreparedObjects(lambda orders: Shipment.objects.filter(order_id__in=orders).order_by("id"))
_CARTS = PreparedObjects(lambda buyer: Cart.objects.filter(buyer_id=buyer, is_completed=False).order_by("-updated_at")[:1])
_SUBSCRIPTIONS = PreparedObjects(lambda buyer: Subscription.objects.filter(buyer_id=buyer).order_by("id")[:5])
_GIFT_CARDS = PreparedObjects(lambda buyer: GiftCard.objects.filter(buyer_id=buyer, is_enabled=True).order_by("id")[:5])
_STOCK = Prepared(
    lambda store, variant: (
        Stock.objects.filter(variant__store_id=store, variant__external_id=variant).order_by().values_list("available", "back_on")
    ),
    int,
    str,
)
