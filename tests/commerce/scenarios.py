"""What is killed at each of its steps: the import of a store, a webhook that comes in. See tests/core/victim.py."""

from goodwill.activity.models import Activity
from goodwill.commerce import registry
from goodwill.commerce.contract import HookRequest, Resource
from goodwill.commerce.domain import importing, receiving
from goodwill.commerce.models import (
    HookReceipt,
    Order,
    OrderLine,
    Removal,
    Shipment,
    Store,
    StoreCustomer,
    Synchronisation,
)
from goodwill.core.clock import now
from goodwill.core.jobs.worker import Worker
from goodwill.core.models import Job, LiveEvent
from tests.core.victim import Scenario, later
from tests.factories.stores import KIND, Booth, Shelf, a_customer, a_parcel, a_store, an_order

ORDERS = 3


class Stall(Booth):
    """Has few things, so that there are few steps."""

    resources = frozenset({Resource.CUSTOMERS, Resource.ORDERS})


def work_off() -> None:
    Worker(name="victim").work_off()


def work_off_later() -> None:
    for minutes in (2, 30):
        with later(minutes * 60):
            work_off()


def _clean() -> None:
    registry.connectors()[KIND] = Stall()
    for model in (Job, LiveEvent, Activity, Shipment, OrderLine, Order, StoreCustomer, Removal, HookReceipt, Synchronisation, Store):
        model.objects.all().delete()
    a_store(hook_token="token")
    Booth.shelf = Shelf(
        {
            Resource.CUSTOMERS: [a_customer("c1")],
            Resource.ORDERS: [an_order(str(1000 + number), shipments=(a_parcel(),)) for number in range(ORDERS)],
        },
        batch_size=2,
    )


def _begin_import() -> None:
    _clean()
    importing.begin(Store.objects.get())


def _imported_once() -> None:
    done = Synchronisation.objects.get()
    counted = {resource: counts["seen"] for resource, counts in done.counts.items() if counts["seen"]}
    assert (done.state, counted) == ("done", {"customers": 1, "orders": ORDERS}), (done.state, done.counts, done.problem)
    assert (Order.objects.count(), OrderLine.objects.count(), Shipment.objects.count()) == (ORDERS, ORDERS, ORDERS)
    assert (StoreCustomer.objects.get().order_count, Job.objects.count()) == (ORDERS, 0)
    assert list(Activity.objects.values_list("kind", flat=True)) == ["store.imported"]


importing_a_store = Scenario(_begin_import, work_off, work_off_later, _imported_once)


def _deliver() -> None:
    body = b'{"key": "e1", "snapshots": [["orders", 0]], "stale": [["orders", "1001"]]}'
    receiving.receive_hook("token", HookRequest("POST", {"x-signature": "right"}, {}, body, now()))
    work_off()


def _deliver_again() -> None:
    """A platform that got no answer delivers again; then the workers go on."""
    _deliver()
    work_off_later()


def _received_once() -> None:
    assert list(HookReceipt.objects.values_list("key", "state")) == [("e1", "done")]
    assert sorted(Order.objects.values_list("external_id", flat=True)) == ["1000", "1001"]
    assert sorted(Activity.objects.values_list("kind", flat=True)) == ["order.placed", "order.placed"]
    assert (StoreCustomer.objects.get().order_count, Job.objects.count()) == (2, 0)


receiving_a_webhook = Scenario(_clean, _deliver, _deliver_again, _received_once)
