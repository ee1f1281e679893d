"""Reading a whole store: page by page, out of an export, and thing by thing."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from goodwill.commerce.contract import OrderStatus, Removed, Resource, ShipmentStatus, StoreUnreachable
from goodwill.core.money import Money
from goodwill.stores.shopify import bulk, ids, parse, queries, reading
from goodwill.stores.shopify.connector import TOPICS, Shopify
from goodwill.stores.shopify.tests.memory import THEN, bag, connection
from goodwill.stores.shopify.tests.server import HOOK_URL, Fault

shopify = Shopify()
PAYLOADS = Path(__file__).parent.parent / "payloads"


@pytest.fixture
def stocked(shop):
    """Two products, a customer, and seven orders; the third is on its way, the fourth arrived, the fifth refunded in part."""
    memory = shop.memory
    oak, linen = memory.sell("Oak board", "OAK", "49.90"), memory.sell("Linen towel", "LINEN", "19.50")
    ines = memory.join("ines@example.org")
    for _number in range(7):
        memory.buy(ines, (oak, 1), (linen, 2))
    memory.send(memory.orders[2])
    memory.send(memory.orders[3], "DELIVERED")["events"] = connection([])
    paid = memory.orders[4]["payments"][0]
    part = memory.pay("REFUND", "49.90", paid)
    pieces = [{"quantity": 1, "lineItem": memory.orders[4]["lines"][0], "restockType": "NO_RESTOCK"}]
    refund = memory.new("Refund", note="A scratch (ref gw-9)", createdAt=memory.tick(), refundLineItems=connection(pieces))
    memory.orders[4]["given"].append(refund | {"transactions": connection([part]), "parts": [part]})
    memory.orders[4]["lines"][0]["currentQuantity"] = 0
    memory.price(memory.orders[4])
    return shop


def read_all(store, resource, since=None):
    found, cursor, asked = [], "", 0
    while True:
        batch = shopify.fetch(store, resource, cursor, since)
        found += batch.snapshots
        cursor, asked = batch.cursor, asked + 1
        if not cursor:
            return found, asked


def test_export_and_pages_tell_the_same(stocked):
    store, since = stocked.connected(), THEN - timedelta(days=1)
    for resource in (Resource.PRODUCTS, Resource.CUSTOMERS, Resource.ORDERS):
        exported, _asked = read_all(store, resource)
        paged, _asked = read_all(store, resource, since)
        assert exported == paged
        assert exported != []


def test_export_holds_orders_as_they_stand(stocked):
    found, _asked = read_all(stocked.connected(), Resource.ORDERS)
    assert [order.number for order in found] == [f"#{number}" for number in range(1001, 1008)]
    assert found[2].status is OrderStatus.SHIPPED
    (parcel,) = found[2].shipments
    assert (parcel.status, parcel.tracking_number, parcel.carrier) == (ShipmentStatus.IN_TRANSIT, "PT123", "CTT")
    (refund,) = found[4].refunds
    assert (refund.amount, refund.idempotency_key, refund.reason) == (Money(4990, "EUR"), "gw-9", "A scratch")
    assert (found[4].total, found[4].lines[0].refunded_quantity) == (Money(9390, "EUR"), 1)
    assert found[0].payments[0].last_four == "4242"


def test_export_is_read_in_parts_and_any_part_again(stocked, monkeypatch):
    monkeypatch.setattr(bulk, "PART", 2_000)
    store, places, found = stocked.connected(), [""], []
    while True:
        first = shopify.fetch(store, Resource.ORDERS, places[-1], None) if places[-1] else None
        batch = first or shopify.fetch(store, Resource.ORDERS, "", None)
        if first:
            assert shopify.fetch(store, Resource.ORDERS, places[-1], None) == batch
        found += batch.snapshots
        if not batch.cursor:
            break
        places.append(batch.cursor)
    assert len(places) > 4
    assert len(set(places)) == len(places)
    assert found == read_all(store, Resource.ORDERS, THEN - timedelta(days=1))[0]


def test_export_is_waited_for(stocked):
    stocked.is_writing = True
    store = stocked.connected()
    place = shopify.fetch(store, Resource.ORDERS, "", None).cursor
    with pytest.raises(StoreUnreachable) as waiting:
        shopify.fetch(store, Resource.ORDERS, place, None)
    assert waiting.value.retry_after == bulk.PAUSE
    stocked.finish_exports()
    assert shopify.fetch(store, Resource.ORDERS, place, None).total == 7


@pytest.mark.parametrize("is_refused", [True, False], ids=["refused", "given up"])
def test_without_an_export_pages_are_read(stocked, is_refused):
    store = stocked.connected()
    stocked.refuses_exports = is_refused
    stocked.is_writing = True
    place = shopify.fetch(store, Resource.CUSTOMERS, "", None)
    if not is_refused:
        stocked.finish_exports("FAILED")
        place = shopify.fetch(store, Resource.CUSTOMERS, place.cursor, None)
    assert [found.email for found in place.snapshots] == ["ines@example.org"]


def test_empty_store_has_an_empty_export(shop):
    assert read_all(shop.connected(), Resource.ORDERS) == ([], 2)


def test_dear_questions_are_asked_in_smaller_pieces(stocked):
    stocked.largest_page = 3
    found, asked = read_all(stocked.connected(), Resource.ORDERS, THEN - timedelta(days=1))
    assert ([order.number for order in found], asked) == ([f"#{number}" for number in range(1001, 1008)], 3)
    assert reading._taken == {(stocked.connected().settings["shop"], Resource.ORDERS): 3}


def test_question_that_is_too_dear_even_alone_is_asked_in_brief(stocked):
    stocked.most_lines = 5
    found, _asked = read_all(stocked.connected(), Resource.ORDERS, THEN - timedelta(days=1))
    assert len(found) == 7
    assert shopify.fetch_one(stocked.connected(), Resource.ORDERS, found[4].external_id) == [found[4]]
    stocked.most_lines = 1
    with pytest.raises(StoreUnreachable):
        read_all(stocked.connected(), Resource.ORDERS, THEN)


def test_only_what_changed_since_is_read(stocked):
    since = parse.moment(stocked.memory.orders[5]["updatedAt"]).astimezone(UTC)
    found, _asked = read_all(stocked.connected(), Resource.ORDERS, since)
    assert "#1001" not in [order.number for order in found]
    assert [order.number for order in found][-2:] == ["#1006", "#1007"]


def test_orders_with_many_lines_and_pieces_are_read_to_the_end(shop):
    memory = shop.memory
    sorts = [memory.sell(f"Sort {number}", f"S{number}", "1.00") for number in range(130)]
    order = memory.buy(None, *((sort, 1) for sort in sorts))
    memory.send(order)
    (found,) = shopify.fetch_one(shop.connected(), Resource.ORDERS, ids.number(order["id"]))
    assert [line.sku for line in found.lines] == [sort["sku"] for sort in sorts]
    assert found.shipments[0].lines == {}
    order["displayFulfillmentStatus"] = "PARTIALLY_FULFILLED"
    (found,) = shopify.fetch_one(shop.connected(), Resource.ORDERS, ids.number(order["id"]))
    assert found.shipments[0].lines == {line.external_id: 1 for line in found.lines}
    product = memory.products[0]
    product["variants"] = connection(sorts)
    (found,) = shopify.fetch_one(shop.connected(), Resource.PRODUCTS, ids.number(product["id"]))
    assert len(found.variants) == 130


def test_orders_with_many_refunds_parcels_and_returns_are_read_to_the_end(shop):
    memory = shop.memory
    order = memory.buy(None, (memory.sell("Oak board", "OAK", "49.90"), 30))
    for number in range(8):
        part = memory.pay("REFUND", "1.00", order["payments"][0])
        made = memory.new("Refund", note=f"(ref gw-{number})", createdAt=memory.tick(), refundLineItems=connection([]))
        order["given"].append(made | {"transactions": connection([part]), "parts": [part]})
        memory.send(order)
        empty = {"returnLineItems": connection([]), "reverseFulfillmentOrders": connection([])}
        order["returnList"].append(memory.new("Return", name="R", status="OPEN", createdAt=memory.tick(), **empty))
    order["returns"] = connection(order["returnList"])
    (found,) = shopify.fetch_one(shop.connected(), Resource.ORDERS, ids.number(order["id"]))
    assert [refund.idempotency_key for refund in found.refunds] == [f"gw-{number}" for number in range(8)]
    assert (len(found.shipments), len(found.returns)) == (8, 8)


def test_stock_is_read_by_variant_and_by_inventory_item(stocked):
    variant = stocked.memory.variants[0]
    item = ids.number(variant["inventoryItem"]["id"])
    store = stocked.connected()
    (level,) = shopify.fetch_one(store, Resource.STOCK, ids.number(variant["id"]))
    assert (level.available, level.location, level.is_shop) == (5, "Porto", True)
    assert shopify.fetch_one(store, Resource.STOCK, f"item:{item}") == [level]
    assert len(read_all(store, Resource.STOCK)[0]) == 2
    assert shopify.fetch_one(store, Resource.STOCK, "item:999") == []


def test_what_is_gone_is_removed(stocked):
    (gone,) = shopify.fetch_one(stocked.connected(), Resource.ORDERS, "999")
    assert (gone.__class__, gone.resource, gone.external_id) == (Removed, "orders", "999")


def test_cart_and_gift_card_are_read(stocked):
    memory = stocked.memory
    line = memory.new("AbandonedCheckoutLineItem", title="Oak board", quantity=2, originalUnitPriceSet=bag("49.90"))
    cart = memory.new(
        "AbandonedCheckout", updatedAt=memory.tick(), abandonedCheckoutUrl="https://x.example/c", lineItems=connection([line])
    )
    cart |= {"totalPriceSet": bag("99.80"), "customer": memory.customers[0]}
    memory.checkouts.append(cart)
    store = stocked.connected()
    (found,) = shopify.fetch_one(store, Resource.CARTS, ids.number(cart["id"]))
    assert (found.total, found.email, found.is_completed) == (Money(9980, "EUR"), "ines@example.org", False)
    assert read_all(store, Resource.CARTS)[0] == [found]
    assert read_all(store, Resource.GIFT_CARDS) == ([], 1)


@pytest.mark.parametrize(("fault", "pause"), [(Fault.THROTTLED, 6.0), (Fault.BUSY, 4.0), (Fault.BROKEN, None), (Fault.LOST, None)])
def test_store_that_can_not_answer_now_is_asked_later(stocked, fault, pause):
    stocked.faults.append(fault)
    with pytest.raises(StoreUnreachable) as trouble:
        shopify.fetch(stocked.connected(), Resource.ORDERS, "", datetime(2026, 1, 1, tzinfo=UTC))
    assert trouble.value.retry_after == pause


def test_app_gets_its_token_once_and_a_new_one_when_it_was_taken(shop):
    store = shop.connected(client_id="an-app", access_token="")
    assert shopify.check(store)[0].is_ok
    assert shopify.check(store)[0].is_ok
    assert shop.signed_in == 1
    shop.token = "shpat_another"
    assert shopify.check(store)[0].is_ok
    assert shop.signed_in == 2


def test_wrong_token_is_told_with_advice(shop):
    (finding,) = shopify.check(shop.connected(access_token="shpat_wrong"))
    assert (finding.is_ok, bool(finding.advice)) == (False, True)
    with pytest.raises(StoreUnreachable):
        shopify.fetch_one(shop.connected(access_token="shpat_wrong"), Resource.ORDERS, "1")


def test_check_names_missing_permissions(shop):
    signed_in, permissions = shopify.check(shop.connected())
    assert (signed_in.is_ok, permissions.is_ok) == (True, False)
    assert "write_returns" in permissions.sentence
    assert "write_orders," not in permissions.sentence


def test_webhooks_are_asked_for_once(shop):
    store = shop.connected()
    assert [finding.is_ok for finding in shopify.subscribe(store)] == [True]
    assert [finding.is_ok for finding in shopify.subscribe(store)] == [True]
    assert sorted(hook["topic"] for hook in shop.memory.hooks) == sorted(TOPICS)
    assert {hook["uri"] for hook in shop.memory.hooks} == {HOOK_URL}


def test_recorded_answer_is_understood():
    found = parse.order(json.loads((PAYLOADS / "order.json").read_text()), "fern.myshopify.com")
    assert (found.total, found.refunds[0].idempotency_key, found.status) == (Money(12430, "EUR"), "gw-1", OrderStatus.SHIPPED)
    assert found.admin_url.startswith("https://fern.myshopify.com/admin/orders/")


def test_every_resource_has_its_question():
    assert frozenset(queries.LISTS) == shopify.resources
