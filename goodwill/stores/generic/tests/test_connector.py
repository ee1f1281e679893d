"""The connector against a real server that speaks the contract, and against one that goes wrong."""

from dataclasses import replace
from datetime import timedelta

import pytest

from goodwill.commerce.contract import (
    CancelOrder,
    ConnectedStore,
    ExtendReturnWindow,
    Incomprehensible,
    OrderRef,
    Outcome,
    RefundOrder,
    Removed,
    Resource,
    StoreUnreachable,
)
from goodwill.stores.generic.connector import Generic
from tests.servers import Answer
from tests.stores.faulty_store import Fault, FaultyStore
from tests.stores.worlds import CUP, KIM, POT, STOCK, THEN, euros, world

REF = OrderRef("1001", "#1001")
REFUND = RefundOrder(REF, euros(5), "broken")
generic = Generic()


@pytest.fixture
def store():
    with FaultyStore(world()) as running:
        yield running


def _all(store, resource, since=None):
    found, cursor = [], ""
    while True:
        batch = generic.fetch(store.connected(), resource, cursor, since)
        found += batch.snapshots
        if not batch.cursor:
            return found
        cursor = batch.cursor


def test_everything_is_read_page_by_page(store, monkeypatch):
    monkeypatch.setattr("goodwill.stores.generic.connector.PAGE", "2")
    assert _all(store, Resource.PRODUCTS) == [CUP, POT]
    assert sorted(map(repr, _all(store, Resource.STOCK))) == sorted(map(repr, STOCK))
    assert _all(store, Resource.CUSTOMERS) == [KIM]
    assert _all(store, Resource.ORDERS) == [store.order(id) for id in ("1001", "1002", "1003", "1004")]
    assert generic.fetch(store.connected(), Resource.ORDERS, "", None).total == 4
    assert _all(store, Resource.CARTS) == []


def test_only_what_changed_since_is_read(store):
    store.tell(replace(store.order("1002"), updated_at=THEN + timedelta(hours=1)))
    assert _all(store, Resource.ORDERS, THEN + timedelta(hours=1)) == [store.order("1002")]


def test_one_thing_is_read_as_it_stands_now(store):
    assert generic.fetch_one(store.connected(), Resource.ORDERS, "1001") == (store.order("1001"),)
    assert generic.fetch_one(store.connected(), Resource.STOCK, "pot-red") == STOCK[1:3]
    (removed,) = generic.fetch_one(store.connected(), Resource.ORDERS, "9/9")
    assert (removed.__class__, removed.resource, removed.external_id) == (Removed, "orders", "9/9")


def test_action_is_done_and_tells_how_things_stand(store):
    performed = generic.perform(REFUND, "k1", store.connected())
    assert (performed.outcome, performed.external_id) == (Outcome.DONE, "re-k1")
    assert performed.snapshots == (store.order("1001"),)
    assert store.refunded("1001") == euros(5)
    assert store.asked[-1].headers["idempotency-key"] == "k1"


def test_refusal_has_the_words_of_the_store(store):
    performed = generic.perform(CancelOrder(OrderRef("1003", "#1003"), "late"), "k1", store.connected())
    assert (performed.outcome, performed.detail) == (Outcome.REFUSED, "The order has left the house and can't be cancelled.")


@pytest.mark.parametrize(
    ("fault", "outcome", "retry_after", "found"),
    [
        (Fault.RATE_LIMITED, Outcome.TEMPORARY, 7, None),
        (Fault.PROXY_404, Outcome.TEMPORARY, None, None),
        (Fault.BROKEN, Outcome.UNKNOWN, None, None),
        (Fault.SILENT, Outcome.UNKNOWN, None, None),
        (Fault.GARBAGE, Outcome.UNKNOWN, None, None),
        (Fault.BROKEN_AFTER, Outcome.UNKNOWN, None, Outcome.DONE),
        (Fault.LOST_ANSWER, Outcome.UNKNOWN, None, Outcome.DONE),
        (Fault.GARBAGE_AFTER, Outcome.UNKNOWN, None, Outcome.DONE),
        (Fault.CUT_OFF, Outcome.UNKNOWN, None, Outcome.DONE),
    ],
)
def test_trouble_is_told_apart_and_the_key_finds_out(store, fault, outcome, retry_after, found):
    store.faults.append(fault)
    performed = generic.perform(REFUND, "k/1", store.connected())
    assert (performed.outcome, performed.retry_after) == (outcome, retry_after)
    assert performed.detail != ""
    answer = generic.find(REFUND, "k/1", store.connected())
    assert (answer and answer.outcome) == found
    assert generic.perform(REFUND, "k/1", store.connected()).outcome is Outcome.DONE
    assert store.refunded("1001") == euros(5)


@pytest.mark.parametrize("fault", [fault for fault in Fault if fault is not Fault.RATE_LIMITED])
def test_finding_out_never_takes_trouble_for_a_no(store, fault):
    store.faults.append(fault)
    answer = generic.find(REFUND, "k1", store.connected())
    assert answer is not None
    assert answer.outcome is Outcome.UNKNOWN


def test_store_that_is_away_did_nothing():
    with FaultyStore(world()) as store:
        connected = store.connected()
    performed = generic.perform(REFUND, "k1", connected)
    assert performed.outcome is Outcome.TEMPORARY
    with pytest.raises(StoreUnreachable):
        generic.fetch(connected, Resource.ORDERS, "", None)


def test_wrong_secret_is_told_and_refuses_nothing_for_good(store):
    wrong = replace(store.connected(), settings={**store.settings, "secret": "another one that is long"})
    performed = generic.perform(REFUND, "k1", wrong)
    assert performed.outcome is Outcome.TEMPORARY
    assert performed.detail == "The store does not accept our signature: the secret differs, or the clocks do. wrong signature"
    with pytest.raises(StoreUnreachable, match="does not accept our signature"):
        generic.fetch(wrong, Resource.ORDERS, "", None)
    assert [finding.is_ok for finding in generic.check(wrong)] == [False]
    assert generic.find(REFUND, "k1", wrong).outcome is Outcome.UNKNOWN


def test_connection_test_says_what_works(store):
    findings = generic.check(store.connected())
    assert [(str(finding.label), finding.is_ok) for finding in findings] == [
        ("Signature", True),
        ("Contract", True),
        ("Clock", True),
        ("Products", True),
    ]


def test_store_without_an_address_reads_nothing_and_does_nothing():
    bare = ConnectedStore(1, "Files", "EUR", {"secret": "x" * 16})
    assert generic.fetch(bare, Resource.ORDERS, "", None).snapshots == ()
    assert generic.perform(ExtendReturnWindow(REF, THEN.date()), "k", bare).outcome is Outcome.REFUSED
    assert [finding.is_ok for finding in generic.check(bare)] == [True]


def test_webhook_of_the_store_is_understood(store):
    changed = replace(store.order("1002"), note="Ring twice")
    delivery = generic.receive(store.hook(store.tell(changed, topic="order.changed")), store.connected())
    assert (delivery.key, delivery.topic, delivery.snapshots) == ("evt-1", "order.changed", (changed,))


def test_page_with_nonsense_is_incomprehensible(store):
    store._page = lambda resource, query: Answer(body=b'{"items": [{"id": 1}]}')
    with pytest.raises(Incomprehensible, match=r"items\[0\] \(id 1\)\.updated_at: this is missing"):
        generic.fetch(store.connected(), Resource.ORDERS, "", None)
