"""A home-made store and the desk: read for the first time, told by webhooks, asked to act, with the mirror in between."""

from dataclasses import replace

import pytest

from goodwill.commerce.contract import OrderRef, OrderStatus, Outcome, RefundOrder
from goodwill.commerce.domain import importing, performing, reading
from goodwill.commerce.models import HookReceipt, Order, Product, Store, StoreCustomer, Synchronisation
from tests.stores.faulty_store import Fault, FaultyStore
from tests.stores.retail import RetailStore
from tests.stores.worlds import euros, world

pytestmark = pytest.mark.django_db


def _connected(running: FaultyStore, currency: str = "EUR") -> Store:
    store = Store.objects.create(kind="generic", name="Home-made", currency=currency, hook_token="token", settings=running.settings)
    begun = importing.begin(store)
    reading.read_on(begun.pk)
    begun.refresh_from_db()
    assert (begun.state, begun.problem) == (Synchronisation.State.DONE, "")
    return store


@pytest.fixture
def running():
    with FaultyStore(world()) as found:
        yield found


@pytest.fixture
def store(running):
    return _connected(running)


def _deliver(client, running, event, token="token"):
    request = running.hook(event)
    headers = {name: value for name, value in request.headers.items() if name != "content-type"}
    answer = client.post(f"/hooks/stores/{token}", request.body, content_type="application/json", headers=headers)
    return answer.status_code, answer.content.decode()


def _order(number="#1001"):
    return Order.objects.get(number=number)


def test_store_is_read_into_the_mirror(store):
    assert list(Order.objects.order_by("number").values_list("number", "status", "total", "paid")) == [
        ("#1001", "pending", 5490, 5490),
        ("#1002", "processing", 5490, 5490),
        ("#1003", "shipped", 5490, 5490),
        ("#1004", "delivered", 5490, 5490),
    ]
    assert _order().buyer.email == "kim@example.com"


def test_webhook_changes_the_mirror_once(client, store, running):
    shipped = replace(running.order("1001"), status=OrderStatus.SHIPPED, updated_at=running.order("1002").updated_at.replace(year=2027))
    event = running.tell(shipped)
    assert _deliver(client, running, event)[0] == 200
    assert _order().status == "shipped"
    assert _deliver(client, running, event)[0] == 200
    assert HookReceipt.objects.count() == 1


def test_forged_webhook_changes_nothing(client, store, running):
    request = running.hook(running.tell(replace(running.order("1001"), note="forged")))
    headers = {name: value for name, value in request.headers.items() if name != "content-type"}
    answer = client.post("/hooks/stores/token", request.body + b" ", content_type="application/json", headers=headers)
    assert (answer.status_code, HookReceipt.objects.count()) == (401, 0)
    assert _deliver(client, running, request.body, token="other")[0] == 404


def test_webhook_that_is_not_understood_is_kept_and_says_so(client, store, running):
    assert _deliver(client, running, b'{"id": "e1", "orders": [{}]}') == (200, "Kept, but not understood.")
    assert HookReceipt.objects.get().problem == "orders[0].id: this is missing"


def test_refund_with_a_lost_answer_ends_with_store_and_mirror_equal(client, store, running):
    action = RefundOrder(OrderRef("1001", "#1001"), euros(5), "broken")
    running.faults.append(Fault.LOST_ANSWER)
    assert performing.perform(store, action, "k").outcome is Outcome.UNKNOWN
    assert _order().refunded == 0
    assert performing.find(store, action, "k").outcome is Outcome.DONE
    assert _order().refunded == 500
    assert _deliver(client, running, running.events[-1])[0] == 200
    assert (_order().refunded, running.refunded("1001")) == (500, euros(5))


def test_public_retail_store_is_read_into_the_mirror():
    with RetailStore() as running:
        _connected(running, "USD")
        totals = dict(Order.objects.values_list("external_id", "total"))
        assert totals == {id: order.total.minor for id, order in running.shelf.things["orders"].items()}
    assert [model.objects.count() for model in (Order, StoreCustomer, Product)] == [1000, 500, 50]
