"""One attempt through the connector: its outcome stands, and what the store says afterwards is in the mirror."""

import pytest

from goodwill.commerce.contract import CancelOrder, OrderRef, OrderStatus, Outcome, Performed
from goodwill.commerce.domain import mirroring, performing
from goodwill.commerce.models import Order, Store
from tests.factories.stores import Shelf, an_order

ACTION = CancelOrder(OrderRef("1001", "#1001"), "no longer wanted")


def test_what_the_store_says_afterwards_is_mirrored(store: Store, shelf: Shelf):
    mirroring.apply(store, [an_order()])
    answer = Performed(Outcome.DONE, external_id="1001", snapshots=(an_order(minutes=1, status=OrderStatus.CANCELLED),))
    shelf.performed = [answer]

    assert performing.perform(store, ACTION, "key-1") == answer
    assert (Order.objects.get().status, shelf.asked) == ("cancelled", [("perform", ACTION, "key-1")])


def test_outcome_stands_when_the_mirror_fails(store: Store, shelf: Shelf, monkeypatch):
    shelf.performed = [Performed(Outcome.DONE, snapshots=(an_order(),))]
    monkeypatch.setattr(mirroring, "apply", lambda *args: 1 / 0)

    assert performing.perform(store, ACTION, "key-1").outcome is Outcome.DONE


@pytest.mark.parametrize("ask", [performing.perform, performing.find])
def test_connector_that_raises_has_an_unknown_outcome(store: Store, shelf: Shelf, ask):
    shelf.performed = [ZeroDivisionError()]
    performed = ask(store, ACTION, "key-1")

    assert (performed.outcome, performed.detail) == (Outcome.UNKNOWN, "The connector failed unexpectedly (ZeroDivisionError).")


@pytest.mark.parametrize("ask", [performing.perform, performing.find])
def test_missing_connector_is_tried_again(store: Store, ask):
    store.kind = "elsewhere"

    assert ask(store, ACTION, "key-1").outcome is Outcome.TEMPORARY


def test_action_that_the_store_does_not_know_is_none(store: Store):
    assert performing.find(store, ACTION, "key-1") is None


def test_found_action_is_mirrored(store: Store, shelf: Shelf):
    shelf.performed = [Performed(Outcome.DONE, snapshots=(an_order(),))]
    performing.find(store, ACTION, "key-1")

    assert Order.objects.get().number == "#1001"
