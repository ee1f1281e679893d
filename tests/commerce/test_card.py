"""The stores' part of a customer's card: fresh after each change of the mirror, and what it advises."""

from datetime import date, timedelta

import pytest

from goodwill.commerce.contract import (
    CartSnapshot,
    LineSnapshot,
    OrderStatus,
    ProductSnapshot,
    RefundSnapshot,
    ShipmentStatus,
    StockSnapshot,
    TrackingEvent,
    VariantSnapshot,
)
from goodwill.commerce.domain import mirroring
from goodwill.commerce.models import Store, StoreCustomer
from goodwill.customers import advising, cards
from goodwill.customers.enums import Proof
from goodwill.customers.models import Customer
from tests.core.transactions import rolled_back
from tests.factories.customers import make_customer
from tests.factories.stores import START, a_customer, a_parcel, an_order, at, euro

pytestmark = pytest.mark.django_db(transaction=True)
EMAIL = "email"


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    cards.forget()


@pytest.fixture
def buyer(store: Store) -> Customer:
    """A customer who has proven the address that the store's account c1 has."""
    customer = make_customer("Hannah Whitcombe", "c1@post.example", proof=Proof.VERIFIED, kind=EMAIL)
    mirroring.apply(store, [a_customer("c1", tags=("VIP",), language="fr", loyalty_points=120, accepts_marketing=True)])
    assert StoreCustomer.objects.get().customer == customer
    return customer


def part(customer: Customer) -> dict:
    return cards.card(customer.pk)["commerce"]


def names(customer: Customer, minutes: float = 0) -> list[str]:
    return [advice.name for advice in advising.next_best(cards.card(customer.pk), at(minutes)) if advice.name != "language"]


def test_customer_whom_no_store_knows_has_an_empty_part():
    assert part(make_customer()) == {}


def test_card_says_worth_orders_and_where_the_parcel_is(store: Store, buyer: Customer):
    scanned = TrackingEvent(at(30), ShipmentStatus.IN_TRANSIT, "Sorted", "Porto")
    parcel = a_parcel(carrier="DHL", tracking_number="X1", shipped_at=at(10), events=(scanned,), expected_on=date(2026, 3, 5))
    mirroring.apply(store, [an_order("1001", 1), an_order("1002", 2, placed_at=at(60), total="30.00", shipments=(parcel,))])

    found = part(buyer)

    assert found["lifetime_value"] == [{"minor": 5000, "currency": "EUR"}]
    assert (found["order_count"], found["tiers"], found["language"]) == (2, ["VIP"], "fr")
    assert [(order["number"], order["total"]["minor"]) for order in found["orders"]] == [("#1002", 3000), ("#1001", 2000)]
    assert found["orders"][0]["parcel"] == {
        "status": "in_transit",
        "carrier": "DHL",
        "tracking_number": "X1",
        "tracking_url": "",
        "last_event_at": at(30).isoformat(),
        "last_words": "Sorted",
        "last_place": "Porto",
        "expected_on": "2026-03-05",
        "delivered_at": None,
    }
    (account,) = found["accounts"]
    assert (account["store"], account["points"], account["accepts_marketing"]) == (store.name, 120, True)


def test_each_change_of_the_mirror_shows_at_once_and_a_rolled_back_one_never(store: Store, buyer: Customer):
    order = an_order("1001", 1)
    mirroring.apply(store, [order])
    assert part(buyer)["orders"][0]["refunded"]["minor"] == 0

    with rolled_back():
        mirroring.apply(store, [an_order("1001", 2, status=OrderStatus.CANCELLED)])
    assert part(buyer)["orders"][0]["status"] == "pending"

    mirroring.apply(store, [an_order("1001", 3, refunds=(RefundSnapshot("r1", euro("5.00")),))])
    found = part(buyer)
    assert (found["orders"][0]["refunded"]["minor"], found["lifetime_value"]) == (500, [{"minor": 1500, "currency": "EUR"}])


def test_import_in_bulk_renews_the_cards_too(store: Store, buyer: Customer):
    assert part(buyer)["orders"] == []

    mirroring.apply(store, [an_order("1001", 1)], is_import=True)

    assert [order["number"] for order in part(buyer)["orders"]] == ["#1001"]


def test_worst_of_several_parcels_is_shown(store: Store, buyer: Customer):
    parcels = (a_parcel("p1", ShipmentStatus.DELIVERED), a_parcel("p2", ShipmentStatus.FAILED), a_parcel("p3", ShipmentStatus.LABEL))
    mirroring.apply(store, [an_order("1001", 1, shipments=parcels)])

    assert part(buyer)["orders"][0]["parcel"]["status"] == "failed"


@pytest.mark.parametrize(
    ("status", "hours", "expected"),
    [
        (ShipmentStatus.IN_TRANSIT, 71, []),
        (ShipmentStatus.IN_TRANSIT, 72, ["no_scan"]),
        (ShipmentStatus.LABEL, 73, ["no_scan"]),
        (ShipmentStatus.DELIVERED, 500, []),
        (ShipmentStatus.FAILED, 1, ["delivery_failed"]),
        (ShipmentStatus.RETURNED, 1, ["parcel_returned"]),
        (ShipmentStatus.WAITING, 1, ["parcel_waiting"]),
    ],
)
def test_parcel_calls_for_action_as_time_goes_by(store: Store, buyer: Customer, status: ShipmentStatus, hours: int, expected: list[str]):
    parcel = a_parcel("p1", status, events=(TrackingEvent(START, status),))
    mirroring.apply(store, [an_order("1001", 1, shipments=(parcel,))])

    assert names(buyer, hours * 60) == expected


def test_late_parcel_calls_for_an_apology_from_the_day_after(store: Store, buyer: Customer):
    scanned = TrackingEvent(START + timedelta(days=2), ShipmentStatus.IN_TRANSIT)
    parcel = a_parcel("p1", events=(scanned,), expected_on=date(2026, 3, 4))
    mirroring.apply(store, [an_order("1001", 1, shipments=(parcel,))])

    assert names(buyer, 2 * 24 * 60) == []
    (advice,) = [found for found in advising.next_best(cards.card(buyer.pk), at(3 * 24 * 60)) if found.name == "late"]
    assert (advice.remedy, advice.reason) == ("discount", "#1001 was expected on 4 March 2026.")


def test_cancelled_order_calls_for_nothing(store: Store, buyer: Customer):
    mirroring.apply(store, [an_order("1001", 1, status=OrderStatus.CANCELLED, shipments=(a_parcel("p1", ShipmentStatus.FAILED),))])
    assert names(buyer, 60) == []


@pytest.mark.parametrize(
    ("available", "back_on", "expected"),
    [(0, date(2026, 3, 20), ["back_on"]), (0, None, []), (5, None, ["cart"])],
)
def test_cart_is_worth_a_word(store: Store, buyer: Customer, available: int, back_on: date | None, expected: list[str]):
    variant = VariantSnapshot("v1", euro("10.00"))
    line = LineSnapshot("l1", "Oak board", 1, euro("10.00"), variant_external_id="v1")
    mirroring.apply(
        store,
        [
            ProductSnapshot("p1", at(0), "Oak board", variants=(variant,)),
            StockSnapshot("v1", "central", available, at(1), back_on=back_on),
            CartSnapshot("cart1", at(2), euro("10.00"), customer_external_id="c1", lines=(line,)),
        ],
    )

    assert names(buyer, 6 * 60) == expected


def test_stock_of_what_lies_in_the_cart_is_that_of_now(store: Store, buyer: Customer):
    line = LineSnapshot("l1", "Oak board", 1, euro("10.00"), variant_external_id="v1")
    product = ProductSnapshot("p1", at(0), "Oak board", variants=(VariantSnapshot("v1", euro("10.00")),))
    cart = CartSnapshot("cart1", at(2), euro("10.00"), customer_external_id="c1", lines=(line,))
    mirroring.apply(store, [product, StockSnapshot("v1", "central", 5, at(1)), cart])
    assert [line["available"] for line in part(buyer)["carts"][0]["lines"]] == [5]

    mirroring.apply(store, [StockSnapshot("v1", "central", 0, at(3), back_on=date(2026, 3, 20))])

    assert [(line["available"], line["back_on"]) for line in part(buyer)["carts"][0]["lines"]] == [(0, "2026-03-20")]


def test_language_of_the_customer_is_named_where_it_is_another(buyer: Customer):
    (advice,) = advising.next_best(cards.card(buyer.pk), START)
    assert (advice.name, advice.title) == ("language", "Answer in French")
