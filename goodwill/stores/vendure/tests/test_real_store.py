"""The connector against a real Vendure store: bought in as a customer does, changed as an agent does."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from goodwill.commerce.contract import (
    Address,
    CancelOrder,
    CartSnapshot,
    ChangeAddress,
    ChangeCustomerAddress,
    ConnectedStore,
    CreateDiscount,
    DiscountKind,
    EditOrder,
    Forged,
    LineQuantity,
    OrderRef,
    OrderSnapshot,
    OrderStatus,
    Outcome,
    PlaceOrder,
    RefundOrder,
    Removed,
    Resource,
    Swap,
    VariantQuantity,
)
from goodwill.core.money import Money
from goodwill.stores.vendure.connector import Vendure
from goodwill.stores.vendure.tests.hooks import Hooks
from goodwill.stores.vendure.tests.real_store import SECRET, Shop, running

pytestmark = pytest.mark.real_servers

vendure = Vendure()
EUR = "EUR"


@pytest.fixture(scope="module")
def hooks() -> Iterator[Hooks]:
    with Hooks() as receiver:
        yield receiver


@pytest.fixture(scope="module")
def shop(hooks: Hooks) -> Iterator[Shop]:
    with running(hooks.url) as running_shop:
        yield running_shop


@pytest.fixture
def store(shop: Shop, settings) -> ConnectedStore:
    settings.PRIVATE_HOSTS = [f"127.0.0.1:{shop.port}"]
    given = {"admin_url": shop.admin_url, "username": "desk", "password": SECRET, "channel_token": "", "hook_secret": SECRET}
    return ConnectedStore(id=1, name="Shop", currency=EUR, settings=given)


def order_of(store: ConnectedStore, order_id: str) -> OrderSnapshot:
    (order,) = vendure.fetch_one(store, Resource.ORDERS, order_id)
    assert isinstance(order, OrderSnapshot)
    return order


def all_orders(store: ConnectedStore, since: datetime | None) -> list[str]:
    """The ids of all orders changed since then, read page by page."""
    found, cursor = [], "0"
    while cursor:
        batch = vendure.fetch(store, Resource.ORDERS, cursor, since)
        assert len(batch.snapshots) <= 2
        found += [order.external_id for order in batch.snapshots]
        cursor = batch.cursor
    return found


def reference(order: OrderSnapshot) -> OrderRef:
    return OrderRef(order.external_id, order.number)


def test_order_is_read_with_lines_payment_and_address(shop: Shop, store: ConnectedStore):
    order = order_of(store, shop.buy(("OAK", 2), ("LINEN", 1)))

    assert order.status is OrderStatus.PENDING
    assert [(line.title, line.quantity, line.price, line.sku) for line in order.lines] == [
        ("Oak board", 2, Money(4990, EUR), "OAK"),
        ("Linen towel", 1, Money(1950, EUR), "LINEN"),
    ]
    assert (order.subtotal, order.shipping, order.total) == (Money(11930, EUR), Money(490, EUR), Money(12420, EUR))
    assert [(payment.amount, payment.kind, payment.is_settled) for payment in order.payments] == [(Money(12420, EUR), "card", True)]
    assert (order.email, order.refunds, order.shipments) == ("tomas@example.org", (), ())
    home = Address(name="Tomás Carvalho", line1="Rua das Flores 12", city="Porto", postcode="4050-262", country="PT")
    assert order.shipping_address == home
    assert order.shipping_method == "Standard"


def test_lists_come_in_pages_and_only_what_changed_since(shop: Shop, store: ConnectedStore, monkeypatch):
    monkeypatch.setattr("goodwill.stores.vendure.connector.PAGE", 2)
    ids = [shop.buy(("LINEN", 1), email=f"buyer-{number}@example.org") for number in range(3)]
    seen = all_orders(store, None)
    assert len(seen) == len(set(seen)) == vendure.fetch(store, Resource.ORDERS, "", None).total
    assert set(ids) <= set(seen)

    newest = order_of(store, ids[-1]).updated_at
    assert ids[-1] in all_orders(store, newest)
    assert all_orders(store, newest + timedelta(seconds=10)) == []
    products = vendure.fetch(store, Resource.PRODUCTS, "", None).snapshots
    assert {product.title: [variant.price for variant in product.variants] for product in products} == {
        "Oak board": [Money(4990, EUR)],
        "Linen towel": [Money(1950, EUR)],
    }
    stock = {level.variant_external_id: level.available for level in vendure.fetch(store, Resource.STOCK, "", None).snapshots}
    assert stock[shop.variants["LINEN"]] < 50
    emails = {customer.email for customer in vendure.fetch(store, Resource.CUSTOMERS, "", None).snapshots}
    assert emails & {f"buyer-{number}@example.org" for number in range(3)}
    assert all(isinstance(cart, CartSnapshot) for cart in vendure.fetch(store, Resource.CARTS, "", None).snapshots)


def test_partial_refund_arrives_once_under_one_key(shop: Shop, store: ConnectedStore):
    order = order_of(store, shop.buy(("OAK", 1)))
    action = RefundOrder(reference(order), Money(1000, EUR), "A scratch", lines=(LineQuantity(order.lines[0].external_id, 1),))
    assert vendure.find(action, "gw-1", store) is None

    first = vendure.perform(action, "gw-1", store)
    again = vendure.perform(action, "gw-1", store)

    assert (first.outcome, again.outcome) == (Outcome.DONE, Outcome.DONE)
    assert first.external_id == again.external_id
    asked = shop.admin("query O($id: ID!) { order(id: $id) { payments { refunds { total state reason } } } }", id=order.external_id)
    (refund,) = asked["order"]["payments"][0]["refunds"]
    assert refund == {"total": 1000, "state": "Settled", "reason": "A scratch (ref gw-1)"}
    (mirrored,) = order_of(store, order.external_id).refunds
    assert (mirrored.amount, mirrored.reason, mirrored.idempotency_key) == (Money(1000, EUR), "A scratch", "gw-1")
    assert mirrored.lines == {order.lines[0].external_id: 1}
    found = vendure.find(action, "gw-1", store)
    assert found
    assert (found.outcome, found.external_id) == (Outcome.DONE, first.external_id)


def test_refund_that_somebody_must_transfer_is_said_to_be_open(shop: Shop, store: ConnectedStore):
    order = order_of(store, shop.buy(("LINEN", 1), method="invoice"))

    done = vendure.perform(RefundOrder(reference(order), Money(500, EUR), "A stain"), "gw-open", store)

    assert (done.outcome, done.detail) == (
        Outcome.DONE,
        "The store has noted the refund; its payment provider still has to carry it out.",
    )
    assert [(refund.amount, refund.is_settled) for refund in order_of(store, order.external_id).refunds] == [(Money(500, EUR), False)]


def test_refund_beyond_what_was_paid_is_refused_in_words(shop: Shop, store: ConnectedStore):
    order = order_of(store, shop.buy(("LINEN", 1)))

    done = vendure.perform(RefundOrder(reference(order), Money(100_00, "USD"), "Wrong"), "gw-usd", store)

    assert (done.outcome, done.detail) == (Outcome.REFUSED, "The order is in EUR.")
    assert order_of(store, order.external_id).refunds == ()


def test_cancelling_gives_back_what_was_paid(shop: Shop, store: ConnectedStore):
    order = order_of(store, shop.buy(("OAK", 1), ("LINEN", 2)))
    action = CancelOrder(reference(order), "Ordered by mistake", refund=order.total)

    done = vendure.perform(action, "gw-cancel", store)

    assert done.outcome is Outcome.DONE, done.detail
    after = order_of(store, order.external_id)
    assert after.status is OrderStatus.CANCELLED
    assert [(refund.amount, refund.idempotency_key) for refund in after.refunds] == [(order.total, "gw-cancel")]
    assert sum(line.quantity for line in after.lines) == 3
    found = vendure.find(action, "gw-cancel", store)
    assert found
    assert found.outcome is Outcome.DONE
    assert vendure.perform(action, "gw-cancel", store).outcome is Outcome.DONE
    assert len(order_of(store, order.external_id).refunds) == 1


def test_address_of_a_paid_order_is_changed(shop: Shop, store: ConnectedStore):
    order = order_of(store, shop.buy(("LINEN", 1)))
    there = Address(name="Tomás Carvalho", line1="Rua Nova 5", city="Porto", postcode="4000-001", country="PT")
    action = ChangeAddress(reference(order), there)

    done = vendure.perform(action, "gw-address", store)

    assert done.outcome is Outcome.DONE, done.detail
    after = order_of(store, order.external_id)
    assert (after.shipping_address, after.status, after.total) == (there, OrderStatus.PENDING, order.total)
    found = vendure.find(action, "gw-address", store)
    assert found
    assert found.outcome is Outcome.DONE


def test_order_is_edited_at_the_difference_that_was_decided_only(shop: Shop, store: ConnectedStore):
    order = order_of(store, shop.buy(("OAK", 1)))
    swap = Swap(order.lines[0].external_id, shop.variants["LINEN"], 1, Money(1950, EUR))
    action = EditOrder(reference(order), Money(-3040, EUR), swaps=(swap,), reason="Changed mind")

    wrong = vendure.perform(replace(action, difference=Money(-3000, EUR)), "gw-wrong", store)
    right = vendure.perform(action, "gw-right", store)

    assert (wrong.outcome, wrong.detail) == (Outcome.REFUSED, "At the store's prices the difference is -30.40 EUR.")
    assert right.outcome is Outcome.DONE, right.detail
    after = order_of(store, order.external_id)
    assert [(line.sku, line.quantity) for line in after.lines] == [("LINEN", 1)]
    assert (after.total, after.status) == (Money(1950 + 490, EUR), OrderStatus.PENDING)
    assert [(refund.amount, refund.idempotency_key) for refund in after.refunds] == [(Money(3040, EUR), "gw-right")]


def test_free_replacement_is_placed_once(shop: Shop, store: ConnectedStore):
    order = order_of(store, shop.buy(("OAK", 1)))
    action = PlaceOrder(
        customer_external_id=order.customer_external_id,
        items=(VariantQuantity(shop.variants["OAK"], 1),),
        address=order.shipping_address,
        currency=EUR,
        is_free=True,
        replaces=reference(order),
        reason="Arrived broken",
    )

    first, again = vendure.perform(action, "gw-again", store), vendure.perform(action, "gw-again", store)

    assert first.outcome is Outcome.DONE, first.detail
    assert first.external_id == again.external_id != order.external_id
    made = order_of(store, first.external_id)
    assert (made.total, made.customer_external_id, made.status) == (Money(0, EUR), order.customer_external_id, OrderStatus.PENDING)
    assert [(line.sku, line.quantity) for line in made.lines] == [("OAK", 1)]


def test_discount_and_customer_address(shop: Shop, store: ConnectedStore):
    order = order_of(store, shop.buy(("LINEN", 1), email="home@example.org"))
    percent = CreateDiscount("SORRY-15", DiscountKind.PERCENT, percent=Decimal(15), reason="Late")
    assert [vendure.perform(percent, "gw-d", store).facts for _ in range(2)] == [{"code": "SORRY-15"}] * 2
    found = shop.admin('{ promotions(options: {filter: {couponCode: {eq: "SORRY-15"}}}) { items { usageLimit } } }')
    assert found == {"promotions": {"items": [{"usageLimit": 1}]}}

    home = Address(name="Tomás Carvalho", line1="Rua Nova 5", city="Porto", postcode="4000-001", country="PT")
    done = vendure.perform(ChangeCustomerAddress(order.customer_external_id, home), "gw-home", store)
    assert done.outcome is Outcome.DONE, done.detail
    assert [snapshot.address for snapshot in done.snapshots] == [home]


def test_webhooks_are_signed_and_name_what_changed(shop: Shop, store: ConnectedStore, hooks: Hooks):
    order_id = shop.buy(("LINEN", 1))

    request = hooks.wait_for("order", order_id)

    delivery = vendure.receive(request, store)
    assert (delivery.topic, delivery.stale) == ("order", ((Resource.ORDERS, order_id),))
    with pytest.raises(Forged):
        vendure.receive(replace(request, body=request.body + b" "), store)
    with pytest.raises(Forged):
        vendure.receive(replace(request, headers={**request.headers, "x-goodwill-time": "1"}), store)


def test_what_is_gone_and_what_is_wrong_is_said(shop: Shop, store: ConnectedStore):
    (gone,) = vendure.fetch_one(store, Resource.ORDERS, "999999")
    assert isinstance(gone, Removed)
    findings = vendure.check(store)
    assert [finding.is_ok for finding in findings] == [True, True]
    wrong = ConnectedStore(1, "Shop", EUR, {**store.settings, "password": "another password"})
    assert [(finding.is_ok, bool(finding.advice)) for finding in vendure.check(wrong)] == [(False, True)]
    nowhere = ConnectedStore(1, "Shop", EUR, {**store.settings, "admin_url": "http://127.0.0.1:9/admin-api"})
    refund = RefundOrder(OrderRef("1", "A"), Money(100, EUR), "x")
    assert vendure.perform(refund, "k", nowhere).outcome is Outcome.TEMPORARY
