"""A practice store with orders for tests: what is told to the desk lies in the shop, too, so that it can act."""

from datetime import timedelta
from typing import Any

from goodwill.commerce.contract import (
    Address,
    CustomerSnapshot,
    LineSnapshot,
    OrderSnapshot,
    OrderStatus,
    PaymentSnapshot,
    ShipmentSnapshot,
    ShipmentStatus,
    Snapshot,
    TrackingEvent,
)
from goodwill.commerce.domain import mirroring
from goodwill.commerce.models import CountryPolicy, Order, Store
from goodwill.core.clock import now
from goodwill.stores.practice.seeding import seed
from tests.factories.stores import euro

HOME = Address(name="Greta Lind", line1="Oak Lane 3", city="Lund", postcode="22100", country="SE")


def a_practice_store(name: str = "Fern & Fable", **fields: Any) -> Store:
    """A store with Greta's account, and its rules for Sweden and all other countries."""
    values = {"currency": "EUR", "hook_token": name, "time_zone": "Europe/Stockholm", **fields}
    store = Store.objects.create(kind="practice", name=name, **values)
    CountryPolicy.objects.create(
        store=store, valid_from=now().date() - timedelta(days=900), return_days=30, withdrawal_days=14, is_return_free=True
    )
    tell(store, CustomerSnapshot("greta", now(), email="greta@post.example", name="Greta Lind", address=HOME))
    return store


def tell(store: Store, *snapshots: Snapshot) -> None:
    seed(store.pk, snapshots)
    mirroring.apply(store, list(snapshots), is_import=True)


def an_order(store: Store, number: str = "1001", **fields: Any) -> Order:
    """Two small pots at 4.00 and a fern at 20.00, delivered two days ago; ``fields`` as in the snapshot."""
    at = now()
    parcel = ShipmentSnapshot(
        f"{number}-p",
        ShipmentStatus.DELIVERED,
        "DHL",
        "JD014600",
        "https://carrier.example/JD014600",
        shipped_at=at - timedelta(days=4),
        delivered_at=at - timedelta(days=2),
        events=(
            TrackingEvent(at - timedelta(days=4), ShipmentStatus.IN_TRANSIT, "Sorted", "Malmö"),
            TrackingEvent(at - timedelta(days=2), ShipmentStatus.DELIVERED, "Handed over", "Lund"),
        ),
    )
    values: dict[str, Any] = {
        "external_id": number,
        "updated_at": at,
        "number": f"#{number}",
        "placed_at": at - timedelta(days=6),
        "status": OrderStatus.DELIVERED,
        "total": euro("33.00"),
        "shipping": euro("5.00"),
        "customer_external_id": "greta",
        "email": "greta@post.example",
        "lines": (
            LineSnapshot("l1", "Small pot", 2, euro("4.00"), sku="P-1", options={"colour": "sand"}),
            LineSnapshot("l2", "Fern", 1, euro("20.00"), sku="F-1", image_url="https://pictures.example/fern.jpg"),
        ),
        "payments": (PaymentSnapshot(f"{number}-pay", euro("33.00"), kind="credit_card", method_external_id="card", last_four="4242"),),
        "shipments": (parcel,),
        "shipping_address": HOME,
        **fields,
    }
    if values["status"] in (OrderStatus.PENDING, OrderStatus.PROCESSING) and "shipments" not in fields:
        values["shipments"] = ()
    tell(store, OrderSnapshot(**values))
    return Order.objects.select_related("store", "buyer").get(store=store, external_id=number)
