"""The whole way with a small WooCommerce: read, told by webhooks late and twice, refunded from the desk with a lost answer."""

from dataclasses import replace

import pytest

from goodwill.activity.models import Activity
from goodwill.commerce.contract import HookRequest
from goodwill.commerce.domain import connecting, importing, receiving, reconciling
from goodwill.commerce.models import HookReceipt, Order, Product, Store, StoreCustomer, Variant
from goodwill.core.jobs.worker import Worker
from goodwill.remedies.contract import Grantee, Request
from goodwill.remedies.domain import granting
from goodwill.remedies.enums import EntryKind, RemedyState
from goodwill.stores.woocommerce.tests.conftest import certificate, shop, trusted  # noqa: F401
from goodwill.stores.woocommerce.tests.shop import HOOK_SECRET, Fault, Shop, document
from tests.factories.fixtures import posted, world  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def store(shop: Shop, world) -> Store:  # noqa: F811
    store = connecting.connect("woocommerce", connecting.Description("Fern & Fable", "EUR", settings=shop.settings), by=world.owner)
    importing.begin(store, by=world.owner)
    Worker().work_off()
    return store


def _deliver(store: Store, shop: Shop, body: dict, topic: str = "order.updated", secret: str = HOOK_SECRET) -> tuple[int, str]:  # noqa: F811
    return receiving.receive_hook(store.hook_token, shop.hook(topic, body, secret))


def test_store_is_read_and_told_late_and_twice(shop: Shop, store: Store):  # noqa: F811
    order = Order.objects.get()
    assert (order.number, order.status, order.total, order.paid, order.buyer.external_id) == ("1042", "pending", 7090, 7090, "7")
    assert set(Product.objects.values_list("external_id", "title")) == {("21", "Oak board"), ("22", "Linen towel")}
    assert set(Variant.objects.values_list("external_id", "price")) == {("21", 2500), ("23", 2000), ("24", 1500)}
    assert StoreCustomer.objects.get(external_id="7").email == "tomas@example.org"

    before = document("order", refunds=[], meta_data=[])
    sent = {**before, "status": "completed", "date_modified_gmt": "2026-03-06T08:00:00"}
    late = {**before, "status": "on-hold", "date_modified_gmt": "2026-03-05T08:00:00"}
    assert [_deliver(store, shop, body) for body in (sent, sent, late)] == [(200, "Taken."), (200, "Known."), (200, "Taken.")]
    assert Order.objects.get().status == "shipped"

    assert _deliver(store, shop, {**sent, "total": "0.01"}, secret="guessed")[0] == 401
    assert _deliver(store, shop, {"id": 1042}) == (200, "Kept, but not understood.")
    assert (Order.objects.get().total, HookReceipt.objects.count()) == (7090, 3)
    assert receiving.receive_hook(store.hook_token, _ping(shop)) == (200, "")


def _ping(shop: Shop) -> HookRequest:  # noqa: F811
    return replace(shop.hook("order.updated", {}), headers={}, body=b"webhook_id=3")


def test_webhook_that_was_lost_is_made_good(shop: Shop, store: Store):  # noqa: F811
    shop.add_order(2000, date_modified_gmt="2099-01-01T08:00:00")
    assert reconciling.begin(store)
    Worker().work_off()
    assert set(Order.objects.values_list("number", flat=True)) == {"1042", "2000"}


def test_refund_with_a_lost_answer_leaves_store_ledger_and_mirror_equal(shop: Shop, store: Store, world):  # noqa: F811
    order = Order.objects.get()
    line = order.lines.get(external_id="12")
    asked = Request(
        "refund",
        store,
        order,
        order.buyer,
        {"amount": {"minor": 1500, "currency": "EUR"}, "lines": {line.external_id: 1}},
        reason="damaged",
    )
    shop.faults.append(("POST", "/refunds", Fault.LOST_ANSWER))
    remedy = granting.grant(asked, Grantee.of(world.owner))
    Worker().work_off()
    for _again in range(3):
        assert _deliver(store, shop, shop.orders[1042])[0] == 200
    Worker().work_off()

    remedy.refresh_from_db()
    order.refresh_from_db()
    assert (remedy.state, order.refunded, shop.paid_back(), len(shop.refunds[1042])) == (RemedyState.CONFIRMED, 1500, 15, 1)
    kinds = list(remedy.entries.order_by("id").values_list("kind", "amount"))
    assert kinds == [(EntryKind.GRANTED, 1500), (EntryKind.UNCERTAIN, 0), (EntryKind.CONFIRMED, 0)]
    assert Activity.objects.filter(kind="order.changed", subject_id=order.pk).exists()
