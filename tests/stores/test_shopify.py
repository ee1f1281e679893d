"""The whole way with a Shopify store: imported from its export, told by webhooks, refunded once, and confirmed by the store."""

import base64
import hashlib
import hmac
import json

import pytest

from goodwill.activity.models import Activity
from goodwill.commerce.contract import HookRequest
from goodwill.commerce.domain import connecting, importing, receiving
from goodwill.commerce.models import Order, Store, Variant
from goodwill.core.clock import now
from goodwill.core.jobs.worker import Worker
from goodwill.remedies.contract import Grantee, Request
from goodwill.remedies.domain import granting
from goodwill.remedies.enums import RemedyState
from goodwill.stores.shopify import bulk, client, ids
from goodwill.stores.shopify.tests.server import SECRET, TOKEN, FakeShopify, Fault
from tests.factories.fixtures import posted, world  # noqa: F401

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture
def shop(monkeypatch, settings):
    monkeypatch.setattr(client, "SCHEME", "http")
    running = FakeShopify()
    settings.PRIVATE_HOSTS = [f"127.0.0.1:{running.port}"]
    running.start()
    yield running
    running.stop()
    assert running.problems == []


@pytest.fixture
def store(shop, world) -> Store:  # noqa: F811
    given = {"shop": f"127.0.0.1:{shop.port}", "client_id": "", "client_secret": SECRET, "access_token": TOKEN}
    return connecting.connect("shopify", connecting.Description("Fern & Fable", "EUR", settings=given), by=world.owner)


def tell(store: Store, topic: str, wire: dict, delivery: str) -> tuple[int, str]:
    body = json.dumps(wire).encode()
    signature = base64.b64encode(hmac.new(SECRET.encode(), body, hashlib.sha256).digest()).decode()
    headers = {"x-shopify-topic": topic, "x-shopify-webhook-id": delivery, "x-shopify-hmac-sha256": signature}
    return receiving.receive_hook(store.hook_token, HookRequest("POST", headers, {}, body, now()))


def test_order_is_imported_changed_and_refunded_once_though_the_answer_got_lost(shop, store, world, monkeypatch):  # noqa: F811
    monkeypatch.setattr(bulk, "PART", 3_000)
    memory = shop.memory
    oak, ines = memory.sell("Oak board", "OAK", "49.90"), memory.join("ines@example.org")
    orders = [memory.buy(ines, (oak, 1)) for _number in range(5)]
    importing.begin(store, by=world.owner)
    Worker().work_off()
    assert list(Order.objects.order_by("id").values_list("number", "total", "paid")) == [
        (f"#{number}", 5490, 5490) for number in range(1001, 1006)
    ]
    assert list(Variant.objects.values_list("sku", "price")) == [("OAK", 4990)]
    assert not Activity.objects.filter(kind="order.placed").exists()

    late = memory.buy(ines, (oak, 2))
    wire = {"id": int(ids.number(late["id"])), "financial_status": "paid"}
    answers = [tell(store, "orders/create", wire, "w-1") for _twice in range(2)]
    assert [status for status, _words in answers] == [200, 200]
    Worker().work_off()
    order = Order.objects.get(number="#1006")
    assert (order.total, order.paid, order.status) == (10480, 10480, "pending")
    assert Activity.objects.filter(kind="order.placed").count() == 1

    shop.faults.append(Fault.LOST)
    shop.only_at = "refundCreate("
    told = {"amount": {"minor": 1500, "currency": "EUR"}}
    remedy = granting.grant(Request("refund", store, order, order.buyer, told, reason="damaged"), Grantee.of(world.owner))
    for _attempt in range(3):
        Worker().work_off()
        remedy.refresh_from_db()
    refunds = [[part["amountSet"]["presentmentMoney"]["amount"] for part in one["parts"]] for one in late["given"]]
    assert refunds == [["15.00"]]

    tell(store, "refunds/create", {"id": 1, "order_id": wire["id"]}, "w-2")
    Worker().work_off()
    remedy.refresh_from_db()
    order.refresh_from_db()
    assert (remedy.state, order.refunded) == (RemedyState.CONFIRMED, 1500)
    assert [one["given"] for one in orders] == [[]] * 5
