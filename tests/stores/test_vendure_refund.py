"""The whole way with a real Vendure store: bought there, seen at the desk, refunded in part, and the store says so too."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from goodwill.activity.models import Activity
from goodwill.commerce.domain import connecting, importing, receiving
from goodwill.commerce.models import Order, Store, Variant
from goodwill.core.jobs.worker import Worker
from goodwill.remedies.contract import Grantee, Request
from goodwill.remedies.domain import granting
from goodwill.remedies.enums import EntryKind, RemedyState
from goodwill.stores.vendure.tests.hooks import Hooks
from goodwill.stores.vendure.tests.real_store import SECRET, Shop, running
from tests.factories.fixtures import posted, world  # noqa: F401

pytestmark = [pytest.mark.real_servers, pytest.mark.django_db(transaction=True)]


@contextmanager
def connected(shop: Shop, world, settings) -> Iterator[Store]:  # noqa: F811
    settings.PRIVATE_HOSTS = [f"127.0.0.1:{shop.port}"]
    given = {"admin_url": shop.admin_url, "username": "desk", "password": SECRET, "channel_token": "", "hook_secret": SECRET}
    yield connecting.connect("vendure", connecting.Description("Fern & Fable", "EUR", settings=given), by=world.owner)


def take_in(hooks: Hooks, store: Store, order_id: str) -> list[int]:
    """Hand the store's webhooks about this order to the desk, the last first and each twice; their answers."""
    hooks.wait_for("order", order_id)
    answers = [receiving.receive_hook(store.hook_token, request)[0] for request in reversed(hooks.requests) for _twice in range(2)]
    Worker().work_off()
    return answers


def test_order_is_refunded_in_part_and_the_store_says_so(world, settings):  # noqa: F811
    with Hooks() as hooks, running(hooks.url) as shop, connected(shop, world, settings) as store:
        earlier = shop.buy(("LINEN", 1))
        importing.begin(store, by=world.owner)
        Worker().work_off()
        assert [order.external_id for order in Order.objects.all()] == [earlier]
        assert set(Variant.objects.values_list("sku", "price")) == {("OAK", 4990), ("LINEN", 1950)}

        order_id = shop.buy(("OAK", 2))
        assert set(take_in(hooks, store, order_id)) == {200}
        order = Order.objects.get(external_id=order_id)
        assert (order.total, order.paid, order.refunded, order.status) == (10470, 10470, 0, "pending")

        asked = Request(
            "refund",
            store,
            order,
            order.buyer,
            {"amount": {"minor": 1500, "currency": "EUR"}, "lines": {order.lines.get().external_id: 1}},
            reason="damaged",
        )
        remedy = granting.grant(asked, Grantee.of(world.owner))
        assert remedy.state == RemedyState.SENT
        Worker().work_off()

        told = shop.admin("query O($id: ID!) { order(id: $id) { payments { refunds { total state } } } }", id=order_id)
        assert told["order"]["payments"][0]["refunds"] == [{"total": 1500, "state": "Settled"}]
        take_in(hooks, store, order_id)
        remedy.refresh_from_db()
        order.refresh_from_db()
        assert (remedy.state, order.refunded) == (RemedyState.CONFIRMED, 1500)
        entries = list(remedy.entries.order_by("id").values_list("kind", "amount"))
        # The store's answer shows the refund under our key already: it is done and confirmed in one.
        assert entries == [(EntryKind.GRANTED, 1500), (EntryKind.CONFIRMED, 0)]
        assert Activity.objects.filter(kind="order.changed", subject_id=order.pk).exists()
