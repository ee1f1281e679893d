"""The public retail store, read and asked to act through the generic connector."""

import pytest

from goodwill.commerce.contract import (
    Action,
    CancelOrder,
    ChangeAddress,
    ChangePayment,
    CreateReturn,
    EditOrder,
    ExchangeItems,
    LineQuantity,
    OrderRef,
    Outcome,
    Resource,
    Swap,
)
from goodwill.core.money import Money
from goodwill.stores.generic.connector import Generic
from goodwill.stores.practice import books
from tests.stores.faulty_store import Fault
from tests.stores.retail import RetailStore, address_of, comparable, corpus, tasks

generic = Generic()


@pytest.fixture(scope="module")
def store():
    with RetailStore() as running:
        yield running


def _action(command, store) -> Action:
    """The command as the desk would ask for it, with the amounts worked out from the store's documents."""
    given = command["arguments"]
    order = store.order(given["order_id"])
    ref = OrderRef(order.external_id, order.number)
    match command["name"]:
        case "cancel_pending_order":
            return CancelOrder(ref, given["reason"], books.left(order))
        case "modify_pending_order_address":
            document = {name: value for name, value in given.items() if name != "order_id"}
            return ChangeAddress(ref, address_of(document))
        case "modify_pending_order_payment":
            return ChangePayment(ref, given["payment_method_id"], order.payments[0].amount)
        case "return_delivered_order_items":
            lines = tuple(LineQuantity(id, 1) for id in given["item_ids"])
            return CreateReturn(ref, lines, "asked for", refund_to=given["payment_method_id"])
        case name:
            swaps, difference = _swaps(given, order)
            kind = EditOrder if name == "modify_pending_order_items" else ExchangeItems
            return kind(ref, swaps=swaps, difference=difference, method_external_id=given["payment_method_id"])


def _swaps(given, order):
    lines = {line.external_id: line for line in order.lines}
    swaps, difference = [], Money.zero("USD")
    for old, new in zip(given["item_ids"], given["new_item_ids"], strict=True):
        price = Money.parse(corpus("products")[lines[old].product_external_id]["variants"][new]["price"], "USD")
        swaps.append(Swap(old, new, 1, price))
        difference += price - lines[old].price
    return tuple(swaps), difference


def test_commands_of_every_task_end_in_the_state_that_is_told(store):
    differing = []
    for task in tasks():
        store.reset()
        for number, command in enumerate(task["actions"]):
            if "refused" not in command:
                store.act(_action(command, store), f"{task['id']}-{number}", None)
        if store.changed() != comparable(task["changed"]):
            differing.append(task["id"])
    assert differing == []
    assert len(tasks()) == 520


def test_whole_store_is_read_through_the_connector(store):
    store.reset()
    for resource, count in {Resource.PRODUCTS: 50, Resource.CUSTOMERS: 500, Resource.ORDERS: 1000}.items():
        found, cursor = {}, ""
        while True:
            batch = generic.fetch(store.connected(), resource, cursor, None)
            found |= {snapshot.external_id: snapshot for snapshot in batch.snapshots}
            cursor = batch.cursor
            if not cursor:
                break
        assert found == store.shelf.all(resource)
        assert len(found) == count


def test_lost_answer_leaves_the_store_with_one_change(store):
    store.reset()
    command = tasks()[0]["actions"][0]
    store.faults.append(Fault.LOST_ANSWER)
    action = _action(command, store)
    assert generic.perform(action, "k", store.connected()).outcome is Outcome.UNKNOWN
    assert generic.find(action, "k", store.connected()).outcome is Outcome.DONE
    assert generic.perform(action, "k", store.connected()).outcome is Outcome.DONE
    assert store.changed() == comparable(tasks()[0]["changed"])
