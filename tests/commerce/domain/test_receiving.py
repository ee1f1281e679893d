"""Webhooks are verified, kept, applied once, and tried again when they could not be."""

import json
import zlib
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from goodwill.activity.models import Activity
from goodwill.commerce.contract import OrderStatus, Resource, StoreUnreachable
from goodwill.commerce.domain import mirroring, receiving
from goodwill.commerce.models import HookReceipt, Order, Store
from goodwill.core import clock
from goodwill.core.jobs.worker import Worker
from goodwill.core.models import Job
from tests.factories.stores import Shelf, an_order, euro


def deliver(store: Store, content: dict[str, Any], *, signature: str = "right", token: str = "") -> tuple[int, str]:
    response = Client(enforce_csrf_checks=True).post(
        f"/hooks/stores/{token or store.hook_token}",
        json.dumps(content),
        content_type="application/json",
        headers={"X-Signature": signature, "Cookie": "a=b"},
    )
    return response.status_code, response.content.decode()


def receipts() -> list[tuple[str, str, str]]:
    return [(receipt.key, receipt.state, receipt.problem) for receipt in HookReceipt.objects.order_by("id")]


def work_off() -> None:
    Worker(name="test").work_off()


def test_webhook_reaches_the_mirror_and_is_kept(store: Store, shelf: Shelf):
    shelf.snapshots[Resource.ORDERS] = [an_order()]
    body = {"key": "e1", "topic": "orders/create", "snapshots": [["orders", 0]]}

    assert deliver(store, body) == (200, "Taken.")

    assert Order.objects.get().number == "#1001"
    receipt = HookReceipt.objects.get()
    assert (receipt.key, receipt.topic, receipt.state, receipt.problem) == ("e1", "orders/create", "done", "")
    assert json.loads(zlib.decompress(receipt.body)) == body
    assert (receipt.headers["x-signature"], "cookie" in receipt.headers) == ("right", False)


def test_forged_webhook_is_refused_and_nothing_kept(store: Store, shelf: Shelf):
    shelf.snapshots[Resource.ORDERS] = [an_order()]

    status, _text = deliver(store, {"key": "e1", "snapshots": [["orders", 0]]}, signature="wrong")

    assert (status, HookReceipt.objects.count(), Order.objects.count(), Job.objects.count()) == (401, 0, 0, 0)


def test_unknown_and_inactive_address_look_the_same(store: Store):
    unknown = deliver(store, {"key": "e1"}, token="guessed")
    Store.objects.update(is_active=False)

    assert unknown == deliver(store, {"key": "e1"}) == (404, "There is no such address.")
    assert HookReceipt.objects.count() == 0


def test_replayed_webhook_is_answered_and_does_nothing(store: Store, shelf: Shelf):
    shelf.snapshots[Resource.ORDERS] = [an_order(), an_order(minutes=1, total="9.00")]
    deliver(store, {"key": "e1", "snapshots": [["orders", 0]]})
    Activity.objects.all().delete()

    assert deliver(store, {"key": "e1", "snapshots": [["orders", 1]]}) == (200, "Known.")
    assert (Order.objects.get().total, Activity.objects.count(), HookReceipt.objects.count()) == (2000, 0, 1)


def test_webhooks_out_of_order_end_with_the_newest(store: Store, shelf: Shelf):
    shelf.snapshots[Resource.ORDERS] = [an_order(minutes=2, status=OrderStatus.SHIPPED), an_order(minutes=1)]
    deliver(store, {"key": "e2", "snapshots": [["orders", 0]]})
    deliver(store, {"key": "e1", "snapshots": [["orders", 1]]})

    assert Order.objects.get().status == "shipped"


def test_incomprehensible_webhook_stays_readable(store: Store):
    assert deliver(store, {"nonsense": True}) == (200, "Kept, but not understood.")
    assert [row[1:] for row in receipts()] == [("failed", "The webhook speaks in riddles.")]


def test_amount_in_another_currency_is_refused_in_words(store: Store, shelf: Shelf):
    from goodwill.core.money import Money

    shelf.snapshots[Resource.ORDERS] = [an_order(shipping=Money(500, "USD"))]
    deliver(store, {"key": "e1", "snapshots": [["orders", 0]]})

    assert receipts() == [("e1", "failed", "orders 1001: 5.00 USD is not in EUR.")]
    assert Order.objects.count() == 0


def test_what_could_not_be_applied_waits_and_is_tried_again(store: Store, shelf: Shelf, monkeypatch):
    shelf.snapshots[Resource.ORDERS] = [an_order()]
    with monkeypatch.context() as patch:
        patch.setattr(mirroring, "apply", lambda *args, **options: 1 / 0)
        assert deliver(store, {"key": "e1", "snapshots": [["orders", 0]]}) == (200, "Taken.")
        assert receipts() == [("e1", "waiting", "Applying it failed unexpectedly (ZeroDivisionError).")]
        with pytest.raises(receiving.StillWaiting):
            receiving.retry(HookReceipt.objects.get().pk)

    receiving.retry(HookReceipt.objects.get().pk)

    assert (receipts(), Order.objects.count()) == ([("e1", "done", "")], 1)


def test_forgotten_receipt_is_remembered(store: Store, shelf: Shelf, monkeypatch):
    shelf.snapshots[Resource.ORDERS] = [an_order()]
    with monkeypatch.context() as patch:
        patch.setattr(mirroring, "apply", lambda *args, **options: 1 / 0)
        deliver(store, {"key": "e1", "snapshots": [["orders", 0]]})
    Job.objects.all().delete()

    with clock.pretending(clock.now() + timedelta(minutes=11)):
        receiving.sweep()
    work_off()

    assert (receipts(), Job.objects.count()) == ([("e1", "done", "")], 0)


def test_database_that_is_away_asks_for_another_delivery(store: Store, shelf: Shelf, monkeypatch):
    def away(*args: Any, **options: Any) -> None:
        raise OperationalError("database is locked")

    shelf.snapshots[Resource.ORDERS] = [an_order()]
    with monkeypatch.context() as patch:
        patch.setattr(mirroring, "apply", away)
        assert deliver(store, {"key": "e1", "snapshots": [["orders", 0]]})[0] == 503
    assert HookReceipt.objects.count() == 0

    assert deliver(store, {"key": "e1", "snapshots": [["orders", 0]]})[0] == 200
    assert Order.objects.count() == 1


def test_what_a_webhook_only_names_is_fetched_once(store: Store, shelf: Shelf):
    shelf.snapshots[Resource.ORDERS] = [an_order()]
    for key in ("e1", "e2"):
        deliver(store, {"key": key, "stale": [["orders", "1001"]]})
    assert Order.objects.count() == 0

    work_off()

    assert (Order.objects.get().number, shelf.asked) == ("#1001", [("fetch_one", Resource.ORDERS, "1001")])


def test_unreachable_store_is_asked_again_by_the_job(store: Store, shelf: Shelf):
    shelf.errors.append(StoreUnreachable("Busy."))
    with pytest.raises(StoreUnreachable):
        receiving.fetch_stale(store.pk, "orders", "1001")


def test_fetched_thing_that_is_gone_is_taken_out(store: Store):
    mirroring.apply(store, [an_order()])
    receiving.fetch_stale(store.pk, "orders", "1001")

    assert list(Order.objects.present()) == []


def test_handshake_is_answered_without_a_receipt(store: Store):
    response = Client().get(f"/hooks/stores/{store.hook_token}?challenge=abc")

    assert (response.status_code, response.content, HookReceipt.objects.count()) == (200, b"abc", 0)


def test_too_large_webhook_is_refused(store: Store):
    response = Client().post(f"/hooks/stores/{store.hook_token}", b"x" * (5 * 1024 * 1024 + 1), content_type="application/json")

    assert response.status_code == 413


def test_bodies_go_after_days_and_receipts_after_weeks(store: Store, shelf: Shelf):
    deliver(store, {"key": "e1"})
    with clock.pretending(clock.now() + timedelta(days=2)):
        receiving.sweep()
    assert HookReceipt.objects.get().body is not None

    with clock.pretending(clock.now() + timedelta(days=4)):
        receiving.sweep()
    receipt = HookReceipt.objects.get()
    assert (receipt.key, receipt.body, receipt.headers, receipt.query) == ("e1", None, {}, {})

    with clock.pretending(clock.now() + timedelta(days=61)):
        receiving.sweep()
    assert HookReceipt.objects.count() == 0


def test_refund_arrives_by_webhook_and_is_told(store: Store, shelf: Shelf):
    from goodwill.commerce.contract import RefundSnapshot

    mirroring.apply(store, [an_order()], is_import=True)
    shelf.snapshots[Resource.ORDERS] = [an_order(minutes=1, refunds=(RefundSnapshot("r1", euro("4.00"), idempotency_key="k1"),))]
    deliver(store, {"key": "e1", "snapshots": [["orders", 0]]})

    assert [(one.kind, one.subject_id, one.data["to"]) for one in Activity.objects.all()] == [
        ("order.changed", Order.objects.get().pk, {"refunded": 400})
    ]
    assert Order.objects.get().document["refunds"][0]["idempotency_key"] == "k1"
