"""Webhooks: who signed them, what they say, and what of it is whole."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from goodwill.commerce.contract import (
    CartSnapshot,
    ConnectedStore,
    DiscountSnapshot,
    Forged,
    HookRequest,
    Incomprehensible,
    OrderSnapshot,
    OrderStatus,
    ProductSnapshot,
    Removed,
    Resource,
    ShipmentStatus,
)
from goodwill.core.money import Money
from goodwill.stores.shopify import hooks, parcels
from goodwill.stores.shopify.connector import Shopify

PAYLOADS = Path(__file__).parent.parent / "payloads"
SECRET = "test_secret_key"
STORE = ConnectedStore(1, "Fern & Fable", "EUR", {"shop": "fern.myshopify.com", "client_secret": SECRET})
NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)
shopify = Shopify()


def signed(body: bytes, topic: str = "orders/updated", **headers: str) -> HookRequest:
    signature = base64.b64encode(hmac.new(SECRET.encode(), body, hashlib.sha256).digest()).decode()
    known = {"x-shopify-topic": topic, "x-shopify-hmac-sha256": signature, "x-shopify-webhook-id": "w-1"}
    return HookRequest("POST", {**known, **headers}, {}, body, NOW)


def received(topic: str, wire: dict, **headers: str):
    return shopify.receive(signed(json.dumps(wire).encode(), topic, **headers), STORE)


def order(**changes: object) -> dict:
    return {**json.loads((PAYLOADS / "orders-create.json").read_text()), **changes}


def test_signature_is_as_published():
    request = signed(b'{"foo": "bar"}', "app/uninstalled")
    assert request.headers["x-shopify-hmac-sha256"] == "B23tXN681gZ0qIWNRrgtzBE9XSDo5yaUu6wfmhu3a7g="
    assert shopify.receive(request, STORE).topic == "app/uninstalled"


@pytest.mark.parametrize("signature", ["", "x", "B23tXN681gZ0qIWNRrgtzBE9XSDo5yaUu6wfmhu3a7h=", "ü"])
def test_what_is_not_signed_is_refused(signature):
    with pytest.raises(Forged):
        shopify.receive(signed(b"{}", **{"x-shopify-hmac-sha256": signature}), STORE)


def test_same_delivery_has_the_same_key_and_another_has_not():
    first, again = received("orders/updated", order()), received("orders/updated", order())
    assert first.key == again.key == "orders/updated:w-1"
    assert received("orders/updated", order(), **{"x-shopify-webhook-id": "w-2"}).key != first.key
    by_event = {"x-shopify-webhook-id": "", "x-shopify-event-id": "e-1"}
    assert received("orders/updated", order(), **by_event).key == "orders/updated:e-1"


@pytest.mark.parametrize("body", [b"", b"[]", b"nonsense", b'{"id": 1}', b'{"id": 1, "financial_status": null, "updated_at": "now"}'])
def test_nonsense_is_incomprehensible(body):
    with pytest.raises(Incomprehensible):
        shopify.receive(signed(body), STORE)


def test_message_without_topic_or_id_is_incomprehensible():
    with pytest.raises(Incomprehensible):
        shopify.receive(signed(b"{}", ""), STORE)
    with pytest.raises(Incomprehensible):
        shopify.receive(signed(b"{}", **{"x-shopify-webhook-id": ""}), STORE)


def test_order_that_nobody_has_paid_is_whole():
    (found,) = received("orders/create", order()).snapshots
    assert isinstance(found, OrderSnapshot)
    assert (found.external_id, found.number, found.total, found.status) == ("5501", "#1042", Money(7390, "EUR"), OrderStatus.PENDING)
    assert (found.placed_at, found.tags) == (datetime(2026, 11, 2, 9, 30, tzinfo=UTC), ("gift", "vip"))
    assert [(line.sku, line.quantity, line.discount, line.tax) for line in found.lines] == [
        ("OAK", 1, Money(40, "EUR"), Money(926, "EUR")),
        ("LINEN", 1, Money(0, "EUR"), None),
    ]
    assert found.discounts == (DiscountSnapshot("WELCOME", Money(40, "EUR")),)
    assert (found.shipping, found.shipping_method) == (Money(490, "EUR"), "Standard")
    assert found.shipping_address is not None
    assert (found.shipping_address.region, found.shipping_address.country) == ("PT-13", "PT")
    assert found.admin_url == "https://fern.myshopify.com/admin/orders/5501"


@pytest.mark.parametrize(
    "changes",
    [{"financial_status": "paid"}, {"financial_status": "authorized"}, {"fulfillment_status": "partial"}, {"refunds": [{"id": 1}]}],
)
def test_order_whose_payments_or_parcels_are_missing_is_asked_for(changes):
    said = received("orders/updated", order(**changes))
    assert (said.snapshots, said.stale) == ((), ((Resource.ORDERS, "5501"),))


@pytest.mark.parametrize(
    ("topic", "wire", "stale"),
    [
        ("refunds/create", {"id": 1, "order_id": 5501}, (Resource.ORDERS, "5501")),
        ("fulfillments/update", {"id": 2, "order_id": 5501}, (Resource.ORDERS, "5501")),
        ("fulfillment_events/create", {"id": 3, "order_id": 5501}, (Resource.ORDERS, "5501")),
        ("returns/approve", {"id": 4, "order": {"id": 5501}}, (Resource.ORDERS, "5501")),
        ("customers/update", {"id": 7701, "tags": ""}, (Resource.CUSTOMERS, "7701")),
        ("inventory_levels/update", {"inventory_item_id": 11, "location_id": 12, "available": 3}, (Resource.STOCK, "item:11")),
        ("products/update", {"id": 5, "variants": [{}], "variant_gids": [{}, {}]}, (Resource.PRODUCTS, "5")),
    ],
)
def test_what_a_message_only_names_is_asked_for(topic, wire, stale):
    said = received(topic, wire)
    assert (said.snapshots, said.stale) == ((), (stale,))


@pytest.mark.parametrize(
    ("topic", "resource"), [("orders/delete", "orders"), ("customers/delete", "customers"), ("products/delete", "products")]
)
def test_what_was_deleted_is_removed_as_of_the_stores_own_time(topic, resource):
    said = received(topic, {"id": 9}, **{"x-shopify-triggered-at": "2026-11-02T11:59:58.123Z"})
    assert said.snapshots == (Removed(resource, "9", datetime(2026, 11, 2, 11, 59, 58, 123000, tzinfo=UTC)),)
    assert received(topic, {"id": 9}, **{"x-shopify-triggered-at": "yesterday"}).snapshots == (Removed(resource, "9", NOW),)


def test_product_is_whole():
    one = {"id": 1, "title": "M / Green", "price": "49.90", "compare_at_price": "59.90", "sku": "OAK", "option1": "M", "option2": "Green"}
    stock = {"inventory_management": "shopify", "inventory_policy": "deny", "inventory_quantity": 0}
    wire = {"id": 3, "title": "Oak board", "handle": "oak", "status": "active", "updated_at": "2026-11-02T10:30:00Z"}
    wire |= {"published_at": "2026-11-01T00:00:00Z", "options": [{"name": "Size"}, {"name": "Colour"}], "variants": [one | stock]}
    (found,) = received("products/update", wire).snapshots
    assert isinstance(found, ProductSnapshot)
    assert found.url == "https://fern.myshopify.com/products/oak"
    (variant,) = found.variants
    assert (variant.price, variant.compare_at, variant.is_available) == (Money(4990, "EUR"), Money(5990, "EUR"), False)
    assert variant.options == {"Size": "M", "Colour": "Green"}


def test_cart_needs_somebodys_name():
    line = {"title": "Oak board", "price": "49.90", "quantity": 2, "variant_id": 301}
    wire = {"id": 31, "updated_at": "2026-11-02T10:30:00Z", "total_price": "99.80", "currency": "EUR", "line_items": [line], "email": None}
    assert received("checkouts/update", wire).snapshots == ()
    (found,) = received("checkouts/update", wire | {"email": "ines@example.org", "completed_at": "2026-11-02T10:31:00Z"}).snapshots
    assert isinstance(found, CartSnapshot)
    assert (found.total, found.email, found.is_completed, found.lines[0].quantity) == (Money(9980, "EUR"), "ines@example.org", True, 2)


def test_parcel_follows_the_carriers_word():
    wire = {"id": 1, "status": "success", "created_at": "2026-11-02T10:30:00Z", "updated_at": "2026-11-03T08:00:00Z"}
    for word, status in [
        (None, "in_transit"),
        ("out_for_delivery", "out_for_delivery"),
        ("delivered", "delivered"),
        ("confirmed", "label"),
    ]:
        (parcel,) = parcels.of_webhook([wire | {"shipment_status": word}])
        assert parcel.status is ShipmentStatus(status)
        assert (parcel.delivered_at is not None) is (word == "delivered")
    assert parcels.of_webhook([wire | {"status": "cancelled"}]) == ()


def test_gift_card_and_foreign_amounts():
    card = {"id": 1, "updated_at": "2026-11-02T10:30:00Z", "balance": "25.00", "currency": "EUR", "expires_on": "2027-01-31"}
    assert (hooks.gift_card(card).expires_on, hooks.gift_card(card).is_enabled) == (date(2027, 1, 31), True)
    both = {"shop_money": {"amount": "1.00", "currency_code": "EUR"}, "presentment_money": {"amount": "169", "currency_code": "JPY"}}
    found = hooks.order(
        order(presentment_currency="JPY", total_price_set=both, current_total_price_set=both, line_items=[], discount_codes=[])
    )
    assert found.total == Money(169, "JPY")
