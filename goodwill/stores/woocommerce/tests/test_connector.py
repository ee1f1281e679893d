"""Reading, webhooks and the connection test, against a small WooCommerce that keeps to the published description."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from goodwill.commerce.contract import (
    Forged,
    HookRequest,
    Incomprehensible,
    OrderSnapshot,
    OrderStatus,
    ProductSnapshot,
    Removed,
    Resource,
    Snapshot,
    StockSnapshot,
    StoreUnreachable,
)
from goodwill.core.clock import now
from goodwill.stores.woocommerce import reading
from goodwill.stores.woocommerce.connector import WooCommerce
from goodwill.stores.woocommerce.forms import WooCommerceForm
from goodwill.stores.woocommerce.hooks import TOPICS
from goodwill.stores.woocommerce.tests import schema
from goodwill.stores.woocommerce.tests.shop import Fault, Shop, document
from goodwill.stores.woocommerce.tests.test_public_examples import FOLDER

woocommerce = WooCommerce()
both = pytest.mark.parametrize("shop", [schema.OLD, schema.NEW], indirect=True)


def everything(shop: Shop, resource: Resource, since: datetime | None = None) -> list[Snapshot]:
    found, cursor = list[Snapshot](), ""
    while True:
        batch = woocommerce.fetch(shop.connected(), resource, cursor, since)
        found += batch.snapshots
        if not batch.cursor:
            return found
        assert batch.cursor != cursor
        cursor = batch.cursor


def numbers(found: list[Snapshot]) -> list[str]:
    return [one.number for one in found if isinstance(one, OrderSnapshot)]


@both
def test_everything_is_read_page_by_page(shop: Shop, monkeypatch):
    monkeypatch.setattr(reading, "PAGE", 3)
    for number in range(2000, 2010):
        shop.add_order(number, date_modified_gmt=f"2026-03-06T08:00:{(number - 2000) // 4:02}")

    assert set(numbers(everything(shop, Resource.ORDERS))) == {"1042", *map(str, range(2000, 2010))}
    assert [one.external_id for one in everything(shop, Resource.CUSTOMERS)] == ["7"]
    products = everything(shop, Resource.PRODUCTS)
    assert {one.external_id: len(one.variants) for one in products if isinstance(one, ProductSnapshot)} == {"21": 1, "22": 2}
    assert {one.variant_external_id: one.available for one in products if isinstance(one, StockSnapshot)} == {"21": 5, "23": 9, "24": 2}
    assert woocommerce.fetch(shop.connected(), Resource.ORDERS, "", None).total == 11


@both
def test_only_what_changed_is_read(shop: Shop):
    shop.add_order(2000, date_modified_gmt="2026-05-01T08:00:00")
    shop.add_order(2001, date_modified_gmt="2026-05-01T08:00:01")
    assert numbers(everything(shop, Resource.ORDERS, datetime(2026, 5, 1, 8, tzinfo=UTC))) == ["2000", "2001"]
    shop.customers[8] = document("customer", id=8, date_created_gmt="2026-05-01T08:00:00")
    assert [one.external_id for one in everything(shop, Resource.CUSTOMERS, datetime(2026, 4, 1, tzinfo=UTC))][0] == "8"


def test_what_changes_while_it_is_read_hides_nothing_else(shop: Shop, monkeypatch):
    monkeypatch.setattr(reading, "PAGE", 2)
    for number in range(2000, 2006):
        shop.add_order(number, date_modified_gmt=f"2026-03-06T08:00:{number - 2000:02}")
    first = woocommerce.fetch(shop.connected(), Resource.ORDERS, "", None)
    shop.touch(shop.orders[1042])
    shop.orders[2000]["date_modified_gmt"] = "2026-03-07T08:00:00"

    seen, cursor = numbers(list(first.snapshots)), first.cursor
    while cursor:
        batch = woocommerce.fetch(shop.connected(), Resource.ORDERS, cursor, None)
        seen, cursor = [*seen, *numbers(list(batch.snapshots))], batch.cursor
    assert set(seen) == {"1042", *map(str, range(2000, 2006))}


def test_one_thing_is_read_as_it_stands_now(shop: Shop):
    shop.orders[1042]["refunds"] = document("order")["refunds"]
    shop.refunds[1042] = document("refunds")
    (order,) = woocommerce.fetch_one(shop.connected(), Resource.ORDERS, "1042")
    assert isinstance(order, OrderSnapshot)
    assert order.refunds[0].lines == {"11": 1}
    shop.orders[1042]["status"] = "trash"
    for gone in ("1042", "99"):
        (removed,) = woocommerce.fetch_one(shop.connected(), Resource.ORDERS, gone)
        assert isinstance(removed, Removed)
        assert (removed.resource, removed.external_id) == ("orders", gone)


def test_variation_is_read_as_the_product_that_it_is_of(shop: Shop):
    found = woocommerce.fetch_one(shop.connected(), Resource.PRODUCTS, "24")
    assert [one.external_id for one in found if isinstance(one, ProductSnapshot)] == ["22"]


@pytest.mark.parametrize("fault", Fault)
def test_trouble_while_reading_is_told(shop: Shop, fault: Fault):
    shop.faults.append(("GET", "/orders", fault))
    with pytest.raises((StoreUnreachable, Incomprehensible)) as problem:
        everything(shop, Resource.ORDERS)
    assert str(problem.value)
    assert getattr(problem.value, "retry_after", None) == {Fault.RATE_LIMITED: 7, Fault.UPDATING: 600}.get(fault)


def test_webhook_brings_what_changed(shop: Shop):
    delivery = woocommerce.receive(shop.hook("order.updated", document("order", refunds=[])), shop.connected())
    (order,) = delivery.snapshots
    assert isinstance(order, OrderSnapshot)
    assert (delivery.topic, delivery.stale, order.number, order.status) == ("order.updated", (), "1042", OrderStatus.PROCESSING)
    simple = woocommerce.receive(shop.hook("product.updated", shop.products[21]), shop.connected())
    assert [type(one) for one in simple.snapshots] == [ProductSnapshot, StockSnapshot]
    assert woocommerce.receive(shop.hook("customer.created", document("customer")), shop.connected()).snapshots


@pytest.mark.parametrize(
    ("topic", "body", "stale"),
    [
        ("order.updated", document("order"), (Resource.ORDERS, "1042")),
        ("product.updated", document("product"), (Resource.PRODUCTS, "22")),
        ("product.updated", document("variations")[0], (Resource.PRODUCTS, "22")),
        ("order.deleted", {"id": 1042}, (Resource.ORDERS, "1042")),
        ("customer.deleted", {"id": 7}, (Resource.CUSTOMERS, "7")),
    ],
)
def test_webhook_that_does_not_tell_all_has_it_fetched(shop: Shop, topic, body, stale):
    delivery = woocommerce.receive(shop.hook(topic, body), shop.connected())
    assert (delivery.snapshots, delivery.stale) == ((), (stale,))


def test_same_event_has_the_same_key_however_it_is_delivered(shop: Shop):
    body = document("order")
    keys = [
        woocommerce.receive(shop.hook("order.updated", one, delivery=delivery), shop.connected()).key
        for one, delivery in [(body, "d1"), (body, "d2"), ({**body, "status": "completed"}, "d1")]
    ]
    assert keys[0] == keys[1] != keys[2]


def test_forged_webhooks_are_refused(shop: Shop):
    genuine = shop.hook("order.updated", document("order"))
    unsigned = {name: value for name, value in genuine.headers.items() if name != "x-wc-webhook-signature"}
    for forged in (
        shop.hook("order.updated", document("order"), secret="another"),
        replace(genuine, body=genuine.body.replace(b"70.90", b"00.90")),
        replace(genuine, headers=unsigned),
    ):
        with pytest.raises(Forged):
            woocommerce.receive(forged, shop.connected())
    with pytest.raises(Forged):
        woocommerce.receive(shop.hook("order.updated", document("order"), secret=""), shop.connected(hook_secret=""))


@pytest.mark.parametrize(("topic", "body"), [("order.updated", {"id": 5}), ("coupon.created", {"id": 5}), ("order.updated", [1])])
def test_webhook_without_sense_is_incomprehensible(shop: Shop, topic, body):
    with pytest.raises(Incomprehensible):
        woocommerce.receive(shop.hook(topic, body), shop.connected())


def test_ping_of_a_new_webhook_is_answered(shop: Shop):
    def answer(body: bytes) -> tuple[int, str] | None:
        return woocommerce.hook_response(HookRequest("POST", {}, {}, body, now()), shop.connected())

    assert answer(b"webhook_id=12") == (200, "")
    assert answer(b"webhook_id=12&x=1") is None
    assert woocommerce.hook_response(shop.hook("order.updated", {"id": 1}), shop.connected()) is None


def test_asking_for_webhooks_twice_makes_each_once(shop: Shop):
    shop.hooks.append({"id": 1, "topic": "order.updated", "status": "active", "delivery_url": "https://elsewhere.example"})
    for _time in range(2):
        assert [finding.is_ok for finding in woocommerce.subscribe(shop.connected())] == [True]
    ours = [hook for hook in shop.hooks if hook["id"] != 1]
    assert sorted(hook["topic"] for hook in ours) == sorted(TOPICS)
    assert {(hook["secret"], hook["status"]) for hook in ours} == {(shop.settings["hook_secret"], "active")}
    ours[0]["status"] = "disabled"
    assert [finding.is_ok for finding in woocommerce.check(shop.connected())] == [True, True, True, True, False]
    woocommerce.subscribe(shop.connected())
    assert all(finding.is_ok for finding in woocommerce.check(shop.connected()))
    assert len(shop.hooks) == 1 + len(TOPICS)


def test_connection_test_says_what_to_do(shop: Shop):
    labels = {finding.label: finding for finding in woocommerce.check(replace(shop.connected(), currency="USD"))}
    assert (labels["Address"].is_ok, labels["Read orders"].is_ok, labels["Currency"].is_ok) == (True, True, False)
    shop.may_write = False
    refused = woocommerce.check(shop.connected())[-1]
    assert (refused.label, refused.is_ok) == ("Change orders", False)
    assert "write permissions" in refused.sentence
    wrong = woocommerce.check(shop.connected(consumer_secret="cs_other"))
    assert [(finding.label, finding.is_ok) for finding in wrong][-1] == ("Read orders", False)
    plain = woocommerce.check(shop.connected(url="http://shop.example"))
    assert [finding.is_ok for finding in plain] == [False]
    assert "https://" in plain[0].sentence


def test_no_key_leaves_over_an_open_connection(shop: Shop):
    with pytest.raises(StoreUnreachable, match="https://"):
        woocommerce.fetch(shop.connected(url=f"http://127.0.0.1:{shop.port}"), Resource.ORDERS, "", None)
    assert shop.asked == []


def test_form_wants_an_encrypted_address_and_makes_a_secret():
    given = {"url": "https://shop.example/wp-json/wc/v3/", "consumer_key": "ck_1", "consumer_secret": "cs_1"}
    form = WooCommerceForm(given)
    assert form.is_valid()
    assert form.cleaned_data["url"] == "https://shop.example"
    assert len(form.cleaned_data["hook_secret"]) >= 32
    again = WooCommerceForm(given, initial={"hook_secret": "the one that was made"})
    assert again.is_valid()
    assert again.cleaned_data["hook_secret"] == "the one that was made"
    wrong = WooCommerceForm({**given, "url": "http://shop.example", "consumer_key": "cs_1"})
    assert set(wrong.errors) == {"url", "consumer_key"}


def test_routes_are_those_of_the_public_description():
    path = FOLDER / "index.json"
    if not path.is_file():
        pytest.skip(f"The public description of WooCommerce is not here: {path}")
    published = json.loads(path.read_text())[0]["routes"]
    for name, arguments in schema.routes(schema.OLD).items():
        method, route = name.split(" ", 1)
        (its,) = [endpoint["args"] for endpoint in published[f"/wc/v3{route}"]["endpoints"] if method in endpoint["methods"]]
        kept = {argument: (said.get("type"), bool(said.get("required"))) for argument, said in arguments.items()}
        assert kept == {argument: (said.get("type"), bool(said.get("required"))) for argument, said in its.items()}
        for argument, said in arguments.items():
            assert said.get("enum", its[argument].get("enum")) == its[argument].get("enum")
            properties = its[argument].get("items", {}).get("properties", {})
            assert said.get("items", {}).get("properties", {}).keys() == properties.keys()


def test_description_refuses_what_does_not_keep_to_it():
    arguments = schema.routes(schema.OLD)["POST /orders"]
    good = {"status": "pending", "line_items": [{"product_id": 1, "quantity": 2, "total": "1.00"}], "set_paid": True}
    assert list(schema.violations(arguments, {}, good)) == []
    for wrong in (
        {"state": "pending"},
        {"status": "sent"},
        {"set_paid": "yes"},
        {"line_items": [{"total": 1.0}]},
        {"line_items": [{"colour": "red"}]},
        {"line_items": [{"total_tax": "1.00"}]},
    ):
        assert len(list(schema.violations(arguments, {}, wrong))) == 1
    assert list(schema.violations(schema.routes(schema.OLD)["GET /orders"], {"modified_after": "x", "page": "one"}, None)) == [
        "?modified_after is unknown",
        "?page=one is no {'type': 'integer'}",
    ]
