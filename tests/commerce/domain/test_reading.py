"""Imports and comparisons go on where they got to, wait when the store wants it, and say what they found."""

from datetime import timedelta

import pytest

from goodwill.activity.models import Activity
from goodwill.commerce.contract import Incomprehensible, OrderStatus, Resource, StoreUnreachable
from goodwill.commerce.domain import counting, importing, mirroring, reading, reconciling
from goodwill.commerce.models import Order, Sighting, Store, StoreCustomer, Synchronisation
from goodwill.core import clock
from goodwill.core.jobs.worker import Worker
from goodwill.core.models import Job, LiveEvent
from tests.factories.stores import START, Shelf, a_customer, a_store, an_order

HOUR = timedelta(hours=1)


def work_off() -> None:
    Worker(name="test").work_off()


def fill(shelf: Shelf, orders: int = 25) -> None:
    shelf.snapshots[Resource.CUSTOMERS] = [a_customer("c1"), a_customer("c2")]
    shelf.snapshots[Resource.ORDERS] = [an_order(str(1000 + number), minutes=number) for number in range(orders)]


def imported(store: Store, shelf: Shelf) -> None:
    """An import that was done when the store's news begin."""
    with clock.pretending(START + timedelta(days=1)):
        importing.begin(store)
        work_off()
    assert Synchronisation.objects.get().state == "done"
    shelf.asked.clear()
    Activity.objects.all().delete()


def test_import_reads_everything_silently_and_counts_it(store: Store, shelf: Shelf):
    fill(shelf)
    begun = importing.begin(store)
    assert importing.is_imported(store) is False
    work_off()

    begun.refresh_from_db()
    assert (begun.state, begun.problem, begun.failures, begun.ended_at is not None) == ("done", "", 0, True)
    assert (begun.counts["orders"]["seen"], begun.counts["orders"]["created"], begun.counts["orders"]["total"]) == (25, 25, 25)
    assert [(part.resource, part.seen, part.percent) for part in counting.progress(begun) if part.seen] == [
        ("customers", 2, 100),
        ("orders", 25, 100),
    ]
    assert (Order.objects.count(), StoreCustomer.objects.get(external_id="c1").order_count) == (25, 25)
    assert list(Activity.objects.values_list("kind", "subject_id")) == [("store.imported", store.pk)]
    assert (Job.objects.count(), importing.is_imported(store)) == (0, True)
    assert LiveEvent.objects.filter(kind="synchronisation", topics=f"store:{store.pk}").count() == len(shelf.asked)


def test_second_reading_of_a_store_is_refused_while_one_goes_on(store: Store):
    importing.begin(store)
    with pytest.raises(reading.AlreadyRunning, match="is being read already"):
        importing.begin(store)
    assert reconciling.begin_due() == 0
    importing.begin(a_store("Other"))


def test_import_waits_as_long_as_the_store_wants_and_goes_on_there(store: Store, shelf: Shelf):
    fill(shelf)
    shelf.errors = [StoreUnreachable("The shop is busy.", retry_after=90)]
    begun = importing.begin(store)
    work_off()

    begun.refresh_from_db()
    store.refresh_from_db()
    assert (begun.state, begun.problem, begun.failures, store.problem) == ("running", "The shop is busy.", 1, "The shop is busy.")
    job = Job.objects.get()
    assert timedelta(seconds=85) < job.run_at - clock.now() < timedelta(seconds=95)

    reading.read_on(begun.pk)

    begun.refresh_from_db()
    store.refresh_from_db()
    assert (begun.state, begun.problem, store.problem, Order.objects.count()) == ("done", "", "", 25)


def test_pauses_grow_where_the_store_does_not_say(store: Store, shelf: Shelf):
    begun = importing.begin(store)
    pauses = []
    for _attempt in range(3):
        shelf.errors = [StoreUnreachable("Nobody answers.")]
        reading.read_on(begun.pk)
        pauses.append(round((Job.objects.get().run_at - clock.now()).total_seconds()))
    assert pauses == [30, 60, 120]


@pytest.mark.parametrize(
    ("error", "sentence"),
    [(Incomprehensible("It speaks in riddles."), "It speaks in riddles."), (KeyError("x"), "Reading failed unexpectedly (KeyError).")],
)
def test_reading_that_can_not_go_on_stops_and_can_be_resumed(store: Store, shelf: Shelf, error: Exception, sentence: str):
    fill(shelf)
    begun = importing.begin(store)
    shelf.errors = [error]
    work_off()
    begun.refresh_from_db()
    assert (begun.state, begun.problem) == ("stopped", sentence)

    assert (reading.resume(begun), reading.resume(begun)) == (True, False)
    work_off()

    begun.refresh_from_db()
    assert (begun.state, begun.problem, Order.objects.count()) == ("done", "", 25)


def test_reading_can_be_stopped(store: Store, shelf: Shelf):
    fill(shelf)
    begun = importing.begin(store)
    assert (reading.stop(begun), reading.stop(begun)) == (True, False)
    reading.read_on(begun.pk)

    assert (Order.objects.count(), shelf.asked, Job.objects.count()) == (0, [], 0)


def test_batch_that_another_worker_took_in_meanwhile_is_not_counted_twice(store: Store, shelf: Shelf, monkeypatch):
    fill(shelf)
    begun = importing.begin(store)
    fetch = type(reading.registry.connector_of(store)).fetch

    def slow(self, *args):
        batch = fetch(self, *args)
        with monkeypatch.context() as patch:
            patch.setattr(type(self), "fetch", fetch)
            reading.read_on(begun.pk)
        return batch

    monkeypatch.setattr(type(reading.registry.connector_of(store)), "fetch", slow)
    reading.read_on(begun.pk)

    begun.refresh_from_db()
    assert (begun.state, begun.counts["orders"]["seen"], Order.objects.count()) == ("done", 25, 25)


def test_page_that_comes_again_and_again_ends_the_reading(store: Store, shelf: Shelf, monkeypatch):
    from goodwill.commerce.contract import Batch

    begun = importing.begin(store)
    monkeypatch.setattr(type(reading.registry.connector_of(store)), "fetch", lambda *args: Batch((), "here"))
    reading.read_on(begun.pk)

    begun.refresh_from_db()
    assert (begun.state, begun.problem) == ("stopped", "The store gives the same page again and again.")


def test_record_that_can_not_be_understood_keeps_no_other_back(store: Store, shelf: Shelf):
    from dataclasses import replace

    fill(shelf, 3)
    shelf.snapshots[Resource.ORDERS][1] = replace(an_order("1001"), number="")
    begun = importing.begin(store)
    work_off()

    begun.refresh_from_db()
    assert (begun.counts["orders"]["refused"], begun.refusals) == (1, ["orders 1001: The number is empty."])
    assert sorted(Order.objects.values_list("number", flat=True)) == ["#1000", "#1002"]


def test_comparison_before_an_import_is_none(store: Store):
    assert (reconciling.begin(store), reconciling.begin_due(), Synchronisation.objects.count()) == (None, 0, 0)


def test_comparison_finds_and_mends_what_webhooks_missed(store: Store, shelf: Shelf):
    fill(shelf, 3)
    imported(store, shelf)
    minutes = 60 * 24 + 30
    shelf.snapshots[Resource.ORDERS] += [an_order("2000", minutes), an_order("2001", minutes)]
    shelf.snapshots[Resource.ORDERS][0] = an_order("1000", minutes, status=OrderStatus.SHIPPED)
    shelf.snapshots[Resource.CUSTOMERS][0] = a_customer("c1", minutes, name="Greta Lind")

    with clock.pretending(START + timedelta(days=1) + HOUR):
        assert reconciling.begin_due() == 1
        work_off()

    found = Synchronisation.objects.get(kind="reconciliation")
    assert {since for *_rest, since in shelf.asked} == {START + timedelta(days=1) - reconciling.OVERLAP}
    assert reconciling.missed(found) == {Resource.CUSTOMERS: 1, Resource.ORDERS: 3}
    assert reconciling.sentence(found) == "Found 1 customer, 3 orders that webhooks had missed."
    assert Order.objects.get(external_id="1000").status == "shipped"
    assert sorted(Activity.objects.values_list("kind", flat=True)) == [
        "order.changed",
        "order.placed",
        "order.placed",
        "store_customer.changed",
    ]


def test_what_changed_a_moment_ago_was_not_missed(store: Store, shelf: Shelf):
    fill(shelf, 1)
    imported(store, shelf)
    shelf.snapshots[Resource.ORDERS] = [an_order("2000", 60 * 25 - 1)]

    with clock.pretending(START + timedelta(hours=25)):
        reconciling.begin_due()
        work_off()

    found = Synchronisation.objects.get(kind="reconciliation")
    assert (found.counts["orders"]["created"], reconciling.sentence(found)) == (1, "Found nothing that webhooks had missed.")


def test_full_comparison_asks_for_what_the_store_no_longer_names(store: Store, shelf: Shelf):
    fill(shelf, 3)
    imported(store, shelf)
    hidden = shelf.snapshots[Resource.ORDERS].pop(1)
    shelf.snapshots[Resource.ORDERS].pop(1)
    begun = reconciling.begin(store, is_full=True)
    assert begun is not None
    reading.read_on(begun.pk)
    # One of the two was only left out of the list.
    shelf.snapshots[Resource.ORDERS].append(hidden)
    work_off()

    begun.refresh_from_db()
    assert (begun.since, begun.counts["orders"]["unnamed"], Sighting.objects.count()) == (None, 2, 0)
    assert sorted(order.number for order in Order.objects.present()) == ["#1000", "#1001"]


def test_forgotten_reading_gets_its_job_again(store: Store, shelf: Shelf):
    fill(shelf)
    begun = importing.begin(store)
    Job.objects.all().delete()
    reconciling.begin_due()
    work_off()

    begun.refresh_from_db()
    assert begun.state == "done"


def test_inactive_store_is_not_compared(store: Store, shelf: Shelf):
    fill(shelf, 1)
    imported(store, shelf)
    Store.objects.update(is_active=False)

    assert reconciling.begin_due() == 0


def test_import_over_a_mirror_that_webhooks_fill_meanwhile_keeps_the_newer(store: Store, shelf: Shelf):
    fill(shelf, 3)
    mirroring.apply(store, [an_order("1001", 500, status=OrderStatus.DELIVERED)])
    importing.begin(store)
    work_off()

    assert list(Order.objects.order_by("number").values_list("number", "status")) == [
        ("#1000", "pending"),
        ("#1001", "delivered"),
        ("#1002", "pending"),
    ]
