"""An uploaded file is taken in by a job, in chunks, from where it got to."""

from goodwill.commerce.contract import Resource
from goodwill.commerce.domain import taking_files
from goodwill.commerce.models import Order, Store
from goodwill.core.jobs.worker import Worker
from goodwill.core.models import Job


def test_uploaded_file_is_taken_in_by_a_job(store: Store, monkeypatch):
    monkeypatch.setattr(taking_files, "CHUNK", 2)
    begun = taking_files.begin(store, Resource.ORDERS, b"1001\n1002\n1003\n")
    assert Order.objects.count() == 0
    Worker(name="test").work_off()

    begun.refresh_from_db()
    assert (begun.state, begun.problem, begun.cursor, begun.counts["orders"]["created"]) == ("done", "", "3", 3)
    assert (Order.objects.count(), Job.objects.count()) == (3, 0)


def test_interrupted_file_goes_on_after_the_last_whole_chunk(store: Store, monkeypatch):
    monkeypatch.setattr(taking_files, "CHUNK", 2)
    begun = taking_files.begin(store, Resource.ORDERS, b"1001\n1002\n1003\nbroken\n")
    begun.cursor, begun.counts = "2", {"orders": {"seen": 2, "created": 2, "changed": 0, "missed": 0, "refused": 0, "total": None}}
    begun.save()
    taking_files.read_on(begun.pk)

    begun.refresh_from_db()
    assert (begun.state, begun.problem, begun.counts["orders"]["seen"]) == ("stopped", "Row 5: there is nothing to read.", 3)
    assert Order.objects.get().number == "#1003"
    taking_files.read_on(begun.pk)
    assert Order.objects.count() == 1
