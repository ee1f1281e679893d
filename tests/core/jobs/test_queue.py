"""Putting jobs in, withdrawing them, one per key."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from goodwill.core import clock, jobs
from goodwill.core.jobs import claiming
from goodwill.core.jobs.queue import LeaseLost
from goodwill.core.models import Job
from tests.core.jobs.probes import count, count_other
from tests.core.transactions import rolled_back

pytestmark = pytest.mark.django_db


def claim(number: int = 100) -> list[claiming.Claimed]:
    claiming.promote_due()
    return claiming.claim("me:1", claiming.ready_queues(), number)


def test_enqueue_stores_task_with_arguments_and_options():
    count_other.using(priority=7).enqueue(3)

    job = Job.objects.get()
    assert (job.task, job.args, job.queue, job.priority, job.state) == (
        "tests.core.jobs.probes.count_other",
        [[3], {}],
        "other",
        7,
        "ready",
    )


def test_enqueue_joins_the_transaction():
    with rolled_back():
        count.enqueue(1)

    assert not Job.objects.exists()


def test_enqueue_with_later_time_waits_until_then(time_machine):
    time_machine.move_to("2026-03-01T10:00:00+00:00", tick=False)
    count.using(run_after=clock.now() + timedelta(minutes=5)).enqueue(1)
    assert claim() == []

    time_machine.shift(timedelta(minutes=5))

    assert [job.arguments for job in claim()] == [([1], {})]


def test_enqueue_many_stores_one_job_for_each():
    assert jobs.enqueue_many(count, [(1,), (2,), (3,)]) == 3
    assert [job.arguments[0] for job in claim()] == [[1], [2], [3]]


def test_enqueue_once_replaces_the_pending_job():
    jobs.enqueue_once(count, "key", 1)
    jobs.enqueue_once(count_other, "key", 2, run_after=clock.now() + timedelta(hours=1))

    job = Job.objects.get()
    assert (job.task.rsplit(".")[-1], job.args, job.state, job.queue) == ("count_other", [[2], {}], "waiting", "other")


def test_enqueue_once_with_keep_leaves_the_pending_job():
    jobs.enqueue_once(count, "key", 1)
    jobs.enqueue_once(count, "key", 2, keep=True)

    assert Job.objects.get().args == [[1], {}]


def test_enqueue_once_while_running_adds_one_that_runs_afterwards():
    jobs.enqueue_once(count, "key", 1)
    (running,) = claim()

    jobs.enqueue_once(count, "key", 2)
    jobs.enqueue_once(count, "key", 3)

    assert [job.arguments[0] for job in claim()] == [[3]]
    assert running.arguments[0] == [1]


def test_failed_job_gives_way_to_a_newer_one_of_its_key():
    jobs.enqueue_once(count, "key", 1)
    (running,) = claim()
    jobs.enqueue_once(count, "key", 2)

    claiming.fail(running, "broken", timedelta(0))

    assert [job.args for job in Job.objects.all()] == [[[2], {}]]


def test_lost_job_gives_way_to_a_newer_one_of_its_key(time_machine):
    time_machine.move_to("2026-03-01T10:00:00+00:00", tick=False)
    jobs.enqueue_once(count, "key", 1)
    claim()
    jobs.enqueue_once(count, "key", 2)

    time_machine.shift(claiming.LEASE)

    assert [job.arguments[0] for job in claim()] == [[2]]


def test_released_job_gives_way_to_a_newer_one_of_its_key():
    jobs.enqueue_once(count, "key", 1)
    claim()
    jobs.enqueue_once(count, "key", 2)

    claiming.release("me:1")

    assert [job.args for job in Job.objects.all()] == [[[2], {}]]


def test_cancel_takes_away_the_pending_job_once():
    jobs.enqueue_once(count, "key", 1)

    assert jobs.cancel("key") is True
    assert jobs.cancel("key") is False
    assert not Job.objects.exists()


def test_cancel_of_a_running_job_is_refused():
    jobs.enqueue_once(count, "key", 1)
    claim()

    assert jobs.cancel("key") is False
    assert Job.objects.get().state == "leased"


def test_finish_deletes_the_job_of_the_holder_only():
    count.enqueue(1)
    (job,) = claim()

    with pytest.raises(LeaseLost), transaction.atomic():
        jobs.finish_with_transaction("another:1", job.id)
    assert Job.objects.count() == 1

    jobs.finish_with_transaction(job.leased_by, job.id)
    assert not Job.objects.exists()


def test_retry_brings_back_a_job_that_was_given_up():
    count.enqueue(1)
    Job.objects.update(state="dead", attempts=10, last_error="broken")
    (dead,) = jobs.dead_jobs()

    assert jobs.retry(dead.pk) is True
    assert jobs.retry(dead.pk) is False
    assert [job.attempts for job in claim()] == [1]


class OnePerKey(TestCase):
    """Whatever the order of requests, cancels, claims and ends: one pending job per key, and the last request is not lost."""

    @settings(max_examples=60, deadline=None)
    @given(st.lists(st.sampled_from(["once", "keep", "cancel", "claim", "fail", "release", "finish", "expire"]), max_size=14))
    def test_any_order_of_operations_keeps_one_pending_job(self, operations: list[str]) -> None:
        model = _OneKey()
        for operation in operations:
            model.apply(operation)
            pending = list(Job.objects.filter(state__in=["waiting", "ready"]).values_list("args", flat=True))
            expected = [] if model.pending is None else [[[model.pending], {}]]
            assert pending == expected, operations


class _OneKey:
    """What the rules say about one key: at most one pending, any number running, a newer pending one wins."""

    def __init__(self) -> None:
        self.number = 0
        self.pending: int | None = None
        self.running: list[claiming.Claimed] = []

    def apply(self, operation: str) -> None:
        if operation in ("once", "keep"):
            self.number += 1
            jobs.enqueue_once(count, "key", self.number, keep=operation == "keep")
            self.pending = self.number if operation == "once" or self.pending is None else self.pending
        elif operation == "cancel":
            assert jobs.cancel("key") is (self.pending is not None)
            self.pending = None
        elif operation == "claim":
            claimed = claiming.claim(f"me:{self.number}:{len(self.running)}", claiming.ready_queues(), 10)
            assert [job.arguments[0] for job in claimed] == ([[self.pending]] if self.pending is not None else [])
            self.running += claimed
            self.pending = None
        elif self.running:
            self._end(operation, self.running.pop(0))

    def _end(self, operation: str, job: claiming.Claimed) -> None:
        if operation == "finish":
            jobs.finish_with_transaction(job.leased_by, job.id)
            return
        if operation == "expire":
            Job.objects.filter(pk=job.id).update(run_at=clock.now() - timedelta(seconds=1))
        elif operation == "release":
            claiming.release(job.leased_by)
        else:
            claiming.fail(job, "broken", timedelta(seconds=-1))
        claiming.promote_due()
        self.pending = job.arguments[0][0] if self.pending is None else self.pending
