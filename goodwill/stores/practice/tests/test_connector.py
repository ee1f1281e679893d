"""The practice store through its connector, in the database."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection

from goodwill.commerce.contract import (
    ConnectedStore,
    CreateReturn,
    ExchangeItems,
    Forged,
    HookRequest,
    Incomprehensible,
    LineQuantity,
    OrderRef,
    Outcome,
    PlaceOrder,
    RefundOrder,
    Removed,
    Resource,
    Swap,
    VariantQuantity,
)
from goodwill.core.clock import now
from goodwill.stores.practice.connector import Practice
from goodwill.stores.practice.models import Article, Deed, Shop, Thing
from goodwill.stores.practice.seeding import seed
from tests.stores.worlds import CUP, HOME, KIM, POT, STOCK, THEN, euros, order, world

pytestmark = pytest.mark.django_db
practice = Practice()
Store = apps.get_model("commerce", "Store")


@pytest.fixture
def store():
    row = Store.objects.create(kind="practice", name="Practice", currency="EUR", hook_token="t")
    seed(row.pk, world())
    return ConnectedStore(row.pk, row.name, row.currency)


def _ref(number):
    return OrderRef(str(number), f"#{number}")


def _one(store, number):
    return practice.fetch_one(store, Resource.ORDERS, str(number))[0]


def test_seeded_things_are_read_as_they_were(store, monkeypatch):
    monkeypatch.setattr("goodwill.stores.practice.connector.PAGE", 3)
    assert practice.fetch(store, Resource.PRODUCTS, "", None).snapshots == (POT, CUP)
    first = practice.fetch(store, Resource.STOCK, "", None)
    rest = practice.fetch(store, Resource.STOCK, first.cursor, None)
    assert (first.snapshots + rest.snapshots, rest.cursor) == (STOCK, "")
    assert practice.fetch(store, Resource.CUSTOMERS, "", None).snapshots == (KIM,)
    assert practice.fetch_one(store, Resource.STOCK, "pot-red") == list(STOCK[1:3])
    assert [gone.__class__ for gone in practice.fetch_one(store, Resource.ORDERS, "9")] == [Removed]


def test_seeding_again_replaces(store):
    later = replace(order(1001), updated_at=THEN + timedelta(days=1), note="Ring twice")
    seed(store.id, [later, later])
    assert _one(store, 1001) == later
    assert practice.fetch(store, Resource.ORDERS, "", THEN + timedelta(hours=1)).snapshots == (later,)
    seed(store.id, [Removed(Resource.ORDERS, "1001", now())])
    assert isinstance(_one(store, 1001), Removed)


def test_refund_is_done_once_and_found_again(store):
    action = RefundOrder(_ref(1001), euros(5), "broken", (LineQuantity("2", 1),), restock=True)
    assert practice.find(action, "k", store) is None
    done = practice.perform(action, "k", store)
    assert practice.perform(action, "k", store) == done == practice.find(action, "k", store)
    (refund,) = _one(store, 1001).refunds
    assert (refund.amount, refund.lines, refund.idempotency_key, refund.method_external_id) == (euros(5), {"2": 1}, "k", "card")
    assert {snapshot.__class__.__name__ for snapshot in done.snapshots} == {"OrderSnapshot", "StockSnapshot"}
    assert Deed.objects.count() == 1


def test_refusal_changes_nothing_and_may_be_asked_again(store):
    action = RefundOrder(_ref(1001), euros(55), "greedy")
    refused = practice.perform(action, "k", store)
    assert (refused.outcome, refused.detail) == (Outcome.REFUSED, "Only 54.90 EUR can still be given back.")
    assert (_one(store, 1001), practice.find(action, "k", store)) == (order(1001), None)


def test_orders_are_numbered_on(store):
    gift = PlaceOrder("kim", (VariantQuantity("cup", 1),), HOME, "EUR", is_free=True)
    assert [practice.perform(gift, key, store).facts["number"] for key in ("a", "b")] == ["#1005", "#1006"]


def test_stores_are_apart(store):
    other = Store.objects.create(kind="practice", name="Other", currency="EUR", hook_token="u")
    seed(other.pk, [order(1001)])
    practice.perform(RefundOrder(_ref(1001), euros(5), "broken"), "k", store)
    assert practice.fetch_one(replace(store, id=other.pk), Resource.ORDERS, "1001") == (order(1001),)


def test_deleted_store_takes_its_things_along(store):
    practice.perform(RefundOrder(_ref(1001), euros(5), "broken"), "k", store)
    Store.objects.all().delete()
    assert [model.objects.count() for model in (Shop, Thing, Article, Deed)] == [0, 0, 0, 0]


def test_label_of_a_return_can_be_opened_by_its_address_alone(store, client):
    action = CreateReturn(_ref(1004), (LineQuantity("1", 1),), "too blue", wants_label=True)
    facts = practice.perform(action, "k", store).facts
    path = "/" + facts["label_url"].split("/", 3)[3]
    page = client.get(path)
    assert page.status_code == 200
    assert facts["tracking_number"] in page.content.decode()
    assert "1 × Teapot" in page.content.decode()
    assert client.get(path[:-1] + ("a" if path[-1] != "a" else "b")).status_code == 404
    assert client.get(path.replace("/ret-k/", "/ret-l/")).status_code == 404


def test_exchange_makes_a_return_and_a_second_order(store):
    action = ExchangeItems(_ref(1004), (Swap("1", "pot-red", 1, euros(45)),), euros(5), "card")
    done = practice.perform(action, "k", store)
    sent = practice.fetch_one(store, Resource.ORDERS, done.external_id)[0]
    assert (sent.number, sent.total, sent.subtotal, sent.discounts[0].amount) == ("#1005", euros(5), euros(45), euros(40))
    assert [(payment.amount, payment.is_settled) for payment in sent.payments] == [(euros(5), False)]
    assert _one(store, 1004).returns[0].lines == {"1": 1}


def test_webhooks_and_foreign_places_are_refused(store):
    with pytest.raises(Forged):
        practice.receive(HookRequest("POST", {}, {}, b"{}", now()), store)
    with pytest.raises(Incomprehensible):
        practice.fetch(store, Resource.ORDERS, "elsewhere", None)
    assert [finding.is_ok for finding in practice.check(store)] == [True]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite lets one transaction write at a time, by itself")
def test_two_who_ask_at_once_with_one_key_are_one(store):
    action = RefundOrder(_ref(1001), euros(30), "broken")

    def ask(_):
        try:
            return practice.perform(action, "k", store)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(ask, range(2))
    assert first == second
    assert [refund.amount for refund in _one(store, 1001).refunds] == [euros(30)]
