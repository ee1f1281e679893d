"""Captured answers of a real store → snapshots."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from goodwill.commerce.contract import CartSnapshot, Incomprehensible, OrderSnapshot, OrderStatus, ShipmentStatus
from goodwill.core.money import Money
from goodwill.stores.vendure import parse

PAYLOADS = Path(__file__).parent.parent / "payloads"


def payload(name: str) -> dict:
    return json.loads((PAYLOADS / f"{name}.json").read_text())


def order(**changes: object) -> OrderSnapshot:
    found = parse.order({**payload("order"), **changes})
    assert isinstance(found, OrderSnapshot)
    return found


def test_order_that_is_partly_sent_and_partly_refunded():
    found = order()

    assert (found.status, found.platform_status) == (OrderStatus.PROCESSING, "PartiallyShipped")
    assert [(line.sku, line.quantity, line.refunded_quantity) for line in found.lines] == [("OAK", 2, 1), ("LINEN", 1, 0)]
    assert [(refund.amount, refund.idempotency_key, refund.reason) for refund in found.refunds] == [
        (Money(1000, "EUR"), "gw-1", "A scratch")
    ]
    (parcel,) = found.shipments
    assert (parcel.carrier, parcel.tracking_number, parcel.status) == ("DHL", "00340434161094042557", ShipmentStatus.IN_TRANSIT)
    assert parcel.lines == {found.lines[0].external_id: 2}
    assert [event.status for event in parcel.events] == [ShipmentStatus.LABEL, ShipmentStatus.IN_TRANSIT]
    assert found.tax == Money(12420 - 10097, "EUR")


def test_time_of_an_order_is_that_of_its_last_refund_or_parcel():
    late = "2026-12-24T18:00:00.000Z"
    wire = payload("order")
    wire["payments"][0]["refunds"][0]["createdAt"] = late

    found = parse.order(wire)

    assert isinstance(found, OrderSnapshot)
    assert found.updated_at == datetime(2026, 12, 24, 18, tzinfo=UTC)


def test_failed_refunds_and_cancelled_parcels_are_left_out():
    wire = payload("order")
    wire["payments"][0]["refunds"][0]["state"] = "Failed"
    wire["fulfillments"][0]["state"] = "Cancelled"

    found = parse.order(wire)

    assert isinstance(found, OrderSnapshot)
    assert (found.refunds, found.shipments) == ((), ())


@pytest.mark.parametrize(
    ("state", "status"),
    [
        ("PaymentSettled", OrderStatus.PENDING),
        ("PaymentAuthorized", OrderStatus.PENDING),
        ("Shipped", OrderStatus.SHIPPED),
        ("PartiallyDelivered", OrderStatus.SHIPPED),
        ("Delivered", OrderStatus.DELIVERED),
        ("Cancelled", OrderStatus.CANCELLED),
        ("AStateOfTheirOwn", OrderStatus.PROCESSING),
    ],
)
def test_states(state: str, status: OrderStatus):
    assert order(state=state, fulfillments=[]).status is status


def test_order_with_a_parcel_in_preparation_can_not_be_changed_any_more():
    parcel = {**payload("order")["fulfillments"][0], "state": "Pending"}
    assert order(state="PaymentSettled", fulfillments=[parcel]).status is OrderStatus.PROCESSING


def test_unfinished_purchase_is_a_cart_and_a_draft_is_nothing():
    wire = {**payload("order"), "orderPlacedAt": None, "payments": [], "fulfillments": []}

    cart = parse.order({**wire, "state": "AddingItems"})

    assert isinstance(cart, CartSnapshot)
    assert (cart.total, cart.email, len(cart.lines)) == (Money(12420, "EUR"), "tomas@example.org", 2)
    assert parse.order({**wire, "state": "Draft"}) is None


def test_nonsense_is_incomprehensible():
    with pytest.raises(Incomprehensible):
        parse.order({**payload("order"), "lines": None})
    with pytest.raises(Incomprehensible):
        parse.order({"hello": 1})


def test_product_with_its_stock():
    found = parse.product(payload("product"), "https://shop.example.com")

    assert (found.title, found.url) == ("Oak board", "https://shop.example.com/product/oak")
    assert [(variant.sku, variant.price, variant.is_available) for variant in found.variants] == [("OAK", Money(4990, "EUR"), True)]
    assert [(level.available, level.location) for level in parse.stock(payload("product"))] == [(48, "Default Stock Location")]


def test_reference_is_found_again_at_the_end_of_words_alone():
    assert parse.reference(parse.with_reference("Broken (again)", "gw:1-a.b")) == "gw:1-a.b"
    assert parse.reference("Broken (again)") == ""
    assert parse.reference(None) == ""
