"""The public retail store under its own policy: every command of every task ends as the data say, or is refused as they say."""

import random
from collections import Counter
from typing import Any

import pytest
from django.db import transaction

from goodwill.commerce import registry
from goodwill.commerce.contract import Action, ConnectedStore, Performed, Resource
from goodwill.commerce.domain import mirroring
from goodwill.commerce.models import Store
from goodwill.core.models import OutboxEntry
from goodwill.core.outbox.sending import deliver_entry
from goodwill.remedies.contract import Grantee
from goodwill.remedies.domain import granting
from goodwill.remedies.enums import RemedyState
from goodwill.remedies.errors import Denied
from goodwill.remedies.models import Remedy
from goodwill.stores.generic.connector import Generic
from tests.factories.accounts import an_agent
from tests.remedies.retail_policy import request_of, retail_policy
from tests.stores.retail import RetailStore, comparable, corpus, tasks

KIND = "retail"
WHY = {
    "Error: insufficient gift card balance to pay for the order": "Insufficient gift card balance",
    "Error: insufficient gift card balance to pay for the new item": "Insufficient gift card balance",
    "Error: insufficient gift card balance to pay for the price difference": "Insufficient gift card balance",
}


class InProcess(Generic):
    """The generic connector, that calls the store's code where it would send a request."""

    kind = KIND
    shop: RetailStore

    def perform(self, action: Action, key: str, store: ConnectedStore) -> Performed:
        return self.shop.act(action, key, None)

    def find(self, action: Action, key: str, store: ConnectedStore) -> Performed | None:
        return self.shop.shelf.recall(key)


@pytest.fixture(scope="module")
def shop():
    InProcess.shop = RetailStore()
    known = registry.connectors()
    known[KIND] = InProcess()
    yield InProcess.shop
    known.pop(KIND, None)


@pytest.fixture
def store(db, shop) -> Store:
    """The store in the mirror, as it began, under its own policy."""
    shop.reset()
    made = Store.objects.create(kind=KIND, name="Retail", currency="USD", time_zone="America/New_York", hook_token="retail")
    for resource in (Resource.PRODUCTS, Resource.CUSTOMERS, Resource.ORDERS):
        mirroring.apply(made, list(shop.shelf.all(resource).values()), is_import=True)
    retail_policy()
    return made


def carry_out() -> None:
    for entry in OutboxEntry.objects.filter(topic=granting.TOPIC, state=OutboxEntry.State.WAITING):
        deliver_entry.call(entry.pk)


def ask_for(command: dict[str, Any], store: Store, grantee: Grantee) -> str:
    """Ask for a command and have the store carry it out; why it was refused, "" when it was not."""
    try:
        granting.grant(request_of(command, store), grantee)
    except Denied as denied:
        return denied.sentence
    carry_out()
    return ""


def test_every_task_ends_as_it_should(store, shop):
    """Each task begins anew: what it did is rolled back in the desk, and reset in the store."""
    grantees = [Grantee.bot(), Grantee.of(an_agent())]
    differing, refused, states = {}, {}, Counter()
    for number, task in enumerate(tasks()):
        shop.reset()
        with transaction.atomic():
            for command in task["actions"]:
                why = ask_for(command, store, grantees[number % 2])
                expected = WHY[command["refused"]] if "refused" in command else ""
                if expected:
                    refused[task["id"], command["arguments"]["order_id"]] = why
                if not why.startswith(expected) or bool(why) != bool(expected):
                    differing[task["id"], command["name"]] = why
            if shop.changed() != comparable(task["changed"]):
                differing[task["id"], "state"] = shop.changed()
            states.update(Remedy.objects.values_list("state", flat=True))
            transaction.set_rollback(True)
    assert differing == {}
    assert len(refused) == 20
    assert (states.pop(RemedyState.DENIED), states.pop(RemedyState.DONE, 0) + states.pop(RemedyState.CONFIRMED)) == (20, 773)
    assert not states


def test_random_commands_are_judged_as_by_the_rules_in_their_own_words(store, shop):
    """A second, independent reading of the policy, over commands that are often wrong."""
    chance = random.Random(20260101)
    disagreeing, verdicts = [], Counter()
    for _number in range(250):
        command = random_command(chance)
        expected = broken_rule(command)
        shop.reset()
        with transaction.atomic():
            why = ask_for(command, store, Grantee.bot())
            if bool(why) != bool(expected) or (why and shop.changed()):
                disagreeing.append((command, expected, why))
            transaction.set_rollback(True)
        verdicts[expected] += 1
    assert disagreeing == []
    assert len(verdicts) >= 8, verdicts


def random_command(chance: random.Random) -> dict[str, Any]:
    """A command about a random order, right in about half of its parts."""
    names = ["cancel_pending_order", "modify_pending_order_payment", "return_delivered_order_items"]
    name = chance.choice([*names, "modify_pending_order_items", "exchange_delivered_order_items"])
    wanted = "delivered" if "delivered" in name else "pending"
    orders = list(corpus("orders").values())
    order = chance.choice([order for order in orders if order["status"] == wanted] if chance.random() < 0.8 else orders)
    given: dict[str, Any] = {"order_id": order["order_id"]}
    if name == "cancel_pending_order":
        given["reason"] = chance.choice(["no longer needed", "ordered by mistake", "too slow", ""])
        return {"name": name, "arguments": given}
    methods = list(corpus("users")[order["user_id"]]["payment_methods"])
    given["payment_method_id"] = chance.choice([*methods, *methods, *methods, "gift_card_0000000"])
    if "items" in name:
        items = chance.sample(order["items"], chance.randint(1, len(order["items"])))
        given["item_ids"] = [item["item_id"] for item in items]
        if chance.random() < 0.1:
            given["item_ids"][0] = "1"
        if not name.startswith("return"):
            given["new_item_ids"] = [_new_item(item, chance) for item in items]
    return {"name": name, "arguments": given}


def _new_item(item: dict[str, Any], chance: random.Random) -> str:
    products = corpus("products")
    product = item["product_id"] if chance.random() < 0.9 else chance.choice(list(products))
    variants = products[product]["variants"]
    likely = [number for number, variant in variants.items() if variant["available"]] if chance.random() < 0.8 else []
    return chance.choice(likely or list(variants))


def broken_rule(command: dict[str, Any]) -> str:
    """Which sentence of the store's policy forbids it; "" when none does."""
    given, name = command["arguments"], command["name"]
    order = corpus("orders")[given["order_id"]]
    if order["status"] != ("delivered" if "delivered" in name else "pending"):
        return "status"
    if name == "cancel_pending_order":
        return "" if given["reason"] in ("no longer needed", "ordered by mistake") else "reason"
    method = corpus("users")[order["user_id"]]["payment_methods"].get(given["payment_method_id"])
    if method is None:
        return "unknown method"
    paid_with = order["payment_history"][0]["payment_method_id"]
    if name == "modify_pending_order_payment":
        if method["id"] == paid_with:
            return "same method"
        return _balance(method, order["payment_history"][0]["amount"])
    has = Counter(item["item_id"] for item in order["items"])
    if Counter(given["item_ids"]) - has:
        return "unknown item"
    if name == "return_delivered_order_items":
        return "" if method["id"] == paid_with or method["source"] == "gift_card" else "target"
    return _swaps(given, order, method)


def _swaps(given: dict[str, Any], order: dict[str, Any], method: dict[str, Any]) -> str:
    difference = 0.0
    for old, new in zip(given["item_ids"], given["new_item_ids"], strict=True):
        item = next(item for item in order["items"] if item["item_id"] == old)
        variant = corpus("products")[item["product_id"]]["variants"].get(new)
        if variant is None:
            return "other product"
        if not variant["available"]:
            return "unavailable"
        difference += variant["price"] - item["price"]
    return _balance(method, difference)


def _balance(method: dict[str, Any], amount: float) -> str:
    return "balance" if round(amount - method.get("balance", amount), 2) > 0 else ""
