"""Makes stores, orders and requests for the tests of remedies."""

from datetime import timedelta
from typing import Any

from goodwill.commerce.contract import (
    Address,
    CustomerSnapshot,
    LineSnapshot,
    OrderSnapshot,
    OrderStatus,
    PaymentMethodSnapshot,
    PaymentSnapshot,
    ProductSnapshot,
    RefundSnapshot,
    ShipmentSnapshot,
    ShipmentStatus,
    VariantSnapshot,
)
from goodwill.commerce.domain import mirroring
from goodwill.commerce.models import Order, Store
from goodwill.core.clock import now
from goodwill.remedies.contract import Request
from goodwill.remedies.models import LedgerEntry, Policy, Remedy, Rule
from tests.factories.stores import a_store, euro

HOME = Address(name="Greta Lind", line1="Oak Lane 3", city="Lund", postcode="22100", country="SE")


def make_store(**fields: Any) -> Store:
    """A store with ferns in two sizes, a pot, and Greta's account with a card and a gift card of 15.00."""
    store = a_store(time_zone="Europe/Stockholm", **fields)
    fern = (
        VariantSnapshot("fern-s", euro("10.00"), sku="F-S", title="small"),
        VariantSnapshot("fern-l", euro("14.00"), sku="F-L", title="large"),
        VariantSnapshot("fern-xl", euro("40.00"), sku="F-XL", title="huge", is_available=False),
    )
    pot = (VariantSnapshot("pot", euro("80.00"), sku="P-1"),)
    methods = (
        PaymentMethodSnapshot("card", "credit_card", "Visa", "4242"),
        PaymentMethodSnapshot("gift", "gift_card", "Gift card", "9911", euro("15.00")),
    )
    mirroring.apply(
        store,
        [
            ProductSnapshot("fern", now(), "Fern", variants=fern),
            ProductSnapshot("pot", now(), "Pot", variants=pot),
            CustomerSnapshot("greta", now(), email="greta@post.example", name="Greta Lind", address=HOME, payment_methods=methods),
        ],
        is_import=True,
    )
    return store


def make_order(store: Store, number: str = "1001", **fields: Any) -> Order:
    mirroring.apply(store, [order_snapshot(number, **fields)], is_import=True)
    return fresh_order(store, number)


def fresh_order(store: Store, number: str = "1001") -> Order:
    return Order.objects.select_related("buyer", "store").get(store=store, external_id=number)


def order_snapshot(number: str = "1001", **fields: Any) -> OrderSnapshot:
    shipped = ShipmentSnapshot(
        f"{number}-p",
        ShipmentStatus.DELIVERED,
        "DHL",
        "JD014600",
        shipped_at=now() - timedelta(days=4),
        delivered_at=now() - timedelta(days=2),
    )
    values: dict[str, Any] = {
        "external_id": number,
        "updated_at": now(),
        "number": f"#{number}",
        "placed_at": now() - timedelta(days=6),
        "status": OrderStatus.DELIVERED,
        "total": euro("105.00"),
        "shipping": euro("5.00"),
        "customer_external_id": "greta",
        "email": "greta@post.example",
        "lines": (
            LineSnapshot("l1", "Fern", 2, euro("10.00"), variant_external_id="fern-s", product_external_id="fern", sku="F-S"),
            LineSnapshot("l2", "Pot", 1, euro("80.00"), variant_external_id="pot", product_external_id="pot", sku="P-1"),
        ),
        "payments": (PaymentSnapshot(f"{number}-pay", euro("105.00"), kind="credit_card", method_external_id="card", last_four="4242"),),
        "shipments": (shipped,),
        "shipping_address": HOME,
    }
    values.update(fields)
    if values["status"] in (OrderStatus.PENDING, OrderStatus.CANCELLED) and "shipments" not in fields:
        values["shipments"] = ()
    return OrderSnapshot(**values)


def refunded(number: str, amount: str, key: str = "", external_id: str = "r1", **fields: Any) -> OrderSnapshot:
    """The order as the store tells it after it gave this back."""
    return order_snapshot(number, refunds=(RefundSnapshot(external_id, euro(amount), now(), idempotency_key=key),), **fields)


def tell(store: Store, snapshot: OrderSnapshot) -> None:
    """The store's webhook."""
    mirroring.apply(store, [snapshot])


def refund(order: Order, amount: str = "", **fields: Any) -> Request:
    """The request to give back so much, or what ``parameters`` say."""
    given = {"amount": {"minor": euro(amount).minor, "currency": "EUR"}} if amount else {}
    parameters = {**given, **fields.pop("parameters", {})}
    return ask("refund", order, parameters, reason=fields.pop("reason", "damaged"), **fields)


def ask(kind: str, order: Order, parameters: dict[str, Any] | None = None, **fields: Any) -> Request:
    return Request(kind, order.store, order, order.buyer, parameters or {}, **fields)


def make_policy(*rows: dict[str, Any]) -> Policy:
    """The active policy with these rows; each is allowed by default."""
    Policy.objects.filter(state=Policy.State.ACTIVE).update(state=Policy.State.RETIRED)
    policy = Policy.objects.create(state=Policy.State.ACTIVE)
    for position, row in enumerate(rows, start=1):
        Rule.objects.create(policy=policy, position=position, **{"name": f"Row {position}", "effect": "allow", **row})
    return policy


def entries(remedy: Remedy) -> list[str]:
    return list(LedgerEntry.objects.filter(remedy=remedy).order_by("id").values_list("kind", flat=True))


def reserved(remedy: Remedy) -> int:
    """What the ledger holds for this remedy, in minor units."""
    return sum(LedgerEntry.objects.filter(remedy=remedy).values_list("amount", flat=True))
