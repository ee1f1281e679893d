"""The examples of docs/reference/generic-store.md are true: each is sent, served or answered for real."""

import json
import re
from datetime import UTC, datetime

import pytest

from goodwill.commerce.contract import LineQuantity, OrderRef, Outcome, RefundOrder, Removed, Resource, VariantSnapshot
from goodwill.commerce.contract.documents import ACTIONS, SNAPSHOTS, _fields
from goodwill.core.money import Money
from goodwill.stores.generic.connector import Generic
from goodwill.stores.generic.files import _COLUMNS
from tests.architecture.tree import ROOT
from tests.servers import Answer
from tests.stores.faulty_store import FaultyStore

PAGE = (ROOT / "docs/reference/generic-store.md").read_text()
CHANGED, REMOVED, PRODUCTS, ACTION, ANSWER = re.findall(r"^```json\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
generic = Generic()


@pytest.fixture
def store():
    with FaultyStore() as running:
        yield running


def test_webhook_of_the_page_is_taken(store):
    delivery = generic.receive(store.hook(CHANGED.encode()), store.connected())
    (order,) = delivery.snapshots
    assert (delivery.key, delivery.topic, order.number, order.total) == ("evt-1001-3", "order.changed", "#1001", Money(5490, "EUR"))
    assert [line.title for line in order.lines] == ["Teapot", "Cup"]
    assert order.shipments[0].events[0].place == "Leipzig"


def test_webhook_about_what_is_gone_is_taken(store):
    delivery = generic.receive(store.hook(REMOVED.encode()), store.connected())
    assert delivery.snapshots == (Removed("products", "p9", datetime(2026, 1, 31, 9, 30, tzinfo=UTC)),)
    assert delivery.stale == ((Resource.ORDERS, "1002"), (Resource.ORDERS, "1003"))


def test_page_of_the_page_is_read(store):
    store._server.respond = lambda asked: Answer(body=PRODUCTS.encode())
    batch = generic.fetch(store.connected(), Resource.PRODUCTS, "", None)
    assert (batch.cursor, batch.total) == ("2026-01-05T10:00:00Z~pot", 312)
    assert batch.snapshots[0].variants == (VariantSnapshot("pot-blue", Money(4000, "EUR"), "POT-B", options={"colour": "blue"}),)


def test_action_of_the_page_is_what_the_desk_sends_and_its_answer_is_understood(store):
    sent = []

    def respond(asked):
        sent.append(json.loads(asked.body))
        return Answer(body=ANSWER.encode())

    store._server.respond = respond
    action = RefundOrder(OrderRef("1001", "#1001"), Money(500, "EUR"), "One cup arrived broken", (LineQuantity("2", 1),))
    performed = generic.perform(action, "remedy-8812", store.connected())
    assert sent == [json.loads(ACTION)]
    assert (performed.outcome, performed.external_id, performed.detail) == (Outcome.DONE, "refund-31", "5.00 EUR went back to the card.")
    assert performed.snapshots[0].available == 11


def test_signature_of_the_page_is_ours(store):
    code = re.search(r"^```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)[1]
    given = {"secret": store.settings["secret"], "body": CHANGED.encode()}
    exec(code, given)
    request = store.hook(CHANGED.encode())
    headers = {name.lower(): value for name, value in given["headers"].items()}
    assert generic.receive(request.__class__("POST", headers, {}, request.body, datetime.now(UTC)), store.connected()).key == "evt-1001-3"


@pytest.mark.parametrize("kind", ACTIONS)
def test_page_names_every_field_of_every_action(kind):
    row = re.search(rf"^\| `{kind}` \| (.*) \|$", PAGE, re.MULTILINE)[1]
    assert [field.name for field in _fields(ACTIONS[kind]) if f"`{field.name}`" not in row and f"`{field.name}?`" not in row] == []


@pytest.mark.parametrize(
    ("thing", "resource"),
    [
        ("product", "products"),
        ("stock", "stock"),
        ("customer", "customers"),
        ("order", "orders"),
        ("cart", "carts"),
        ("subscription", "subscriptions"),
        ("gift card", "gift_cards"),
    ],
)
def test_page_names_every_field_of_every_thing(thing, resource):
    row = re.search(rf"^\| {thing} \| (.*) \|$", PAGE, re.MULTILINE)[1]
    fields = _fields(SNAPSHOTS[Resource(resource)])
    assert [field.name for field in fields if f"`{field.name}`" not in row and f"`{field.name}?`" not in row] == []


def test_page_names_the_columns_that_files_must_have():
    missing = [name for resource in _COLUMNS for name in _COLUMNS[resource] if f"`{name}`" not in PAGE]
    assert missing == []
