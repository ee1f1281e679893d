"""Running claimed jobs: transactions, failures, giving up, fairness, leases."""

import json
from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodwill.core import clock, jobs
from goodwill.core.jobs import claiming, running
from goodwill.core.jobs.worker import LANES, Lane, Worker
from goodwill.core.models import Job, LiveEvent
from tests.core.jobs import probes

pytestmark = pytest.mark.django_db


def noted(kind: str) -> list[int]:
    return [json.loads(data)["number"] for data in LiveEvent.objects.filter(kind=kind).order_by("id").values_list("data", flat=True)]


def work_off() -> int:
    return Worker(name="test").work_off()


def test_work_off_runs_jobs_and_what_they_enqueue():
    probes.count_and_enqueue.enqueue(3)

    assert work_off() == 4
    assert noted("counted") == [3, 2, 1, 0]
    assert not Job.objects.exists()


def test_failed_job_leaves_no_trace_of_its_transaction_and_waits(time_machine):
    time_machine.move_to("2026-03-01T10:00:00+00:00", tick=False)
    probes.break_down.enqueue(9)

    work_off()

    job = Job.objects.get()
    assert noted("broken") == []
    assert (job.state, job.attempts, job.leased_by) == ("waiting", 1, "")
    assert "RuntimeError: no luck with 9" in job.last_error
    assert timedelta(seconds=3.75) <= job.run_at - clock.now() <= timedelta(seconds=5)


def test_neighbours_of_a_task_that_takes_several_run_together_in_order():
    for number in (1, 2):
        probes.count_together.enqueue(number)
    probes.count.enqueue(3)
    probes.count_together.enqueue(4)

    assert work_off() == 4
    assert (noted("together"), noted("counted"), noted("alone")) == ([1, 2], [3], [4])
    assert not Job.objects.exists()


def test_one_that_fails_among_several_leaves_the_others_done_once():
    for number in (1, probes.UNLUCKY, 2):
        probes.count_together.enqueue(number)

    work_off()

    assert (noted("together"), noted("alone")) == ([], [1, 2])
    job = Job.objects.get()
    assert (job.args, job.state, job.attempts) == ([[probes.UNLUCKY], {}], "waiting", 1)


def test_job_that_was_tried_before_runs_alone():
    for number in (1, 2, 3):
        probes.count_together.enqueue(number)
    Job.objects.filter(args=[[1], {}]).update(attempts=1)

    work_off()

    assert (noted("alone"), noted("together")) == ([1], [2, 3])


def test_several_whose_lease_was_lost_do_nothing():
    for number in (1, 2):
        probes.count_together.enqueue(number)
    claimed = claiming.claim("me:1", claiming.ready_queues(), 10)
    Job.objects.filter(pk=claimed[1].id).update(leased_by="another:1")

    running.run_group(claimed)

    assert (noted("together"), noted("alone")) == ([], [1])
    assert [job.leased_by for job in Job.objects.all()] == ["another:1"]


def test_job_is_given_up_after_its_last_attempt_and_kept(time_machine):
    time_machine.move_to("2026-03-01T10:00:00+00:00", tick=False)
    probes.break_down.enqueue(9)
    for _ in range(5):
        work_off()
        time_machine.shift(timedelta(hours=2))

    assert [(job.state, job.attempts) for job in jobs.dead_jobs()] == [("dead", 3)]


def test_job_whose_worker_dies_each_time_is_given_up(time_machine):
    time_machine.move_to("2026-03-01T10:00:00+00:00", tick=False)
    probes.break_down.enqueue(9)
    for _ in range(3):
        assert len(claiming.claim("dying", ["default"], 1)) == 1
        time_machine.shift(claiming.LEASE)
        claiming.promote_due()

    assert [(job.state, job.last_error) for job in jobs.dead_jobs()] == [("dead", claiming.LOST)]


@pytest.mark.parametrize("name", ["goodwill.nowhere.at_all", "goodwill.core.clock.now", "tests.core.jobs.probes.note"])
def test_job_that_names_no_task_of_ours_is_not_called(name):
    Job.objects.create(task=name, args=[["kind", 1], {}], max_attempts=1)

    work_off()

    assert [job.state for job in jobs.dead_jobs()] == ["dead"]
    assert noted("kind") == []


def test_worker_that_lost_its_lease_rolls_its_effects_back(time_machine):
    time_machine.move_to("2026-03-01T10:00:00+00:00", tick=False)
    probes.count.enqueue(1)
    (mine,) = claiming.claim("slow", ["default"], 1)
    time_machine.shift(claiming.LEASE)
    claiming.promote_due()
    (theirs,) = claiming.claim("quick", ["default"], 1)

    assert running.run(mine) is False
    assert noted("counted") == []
    assert running.run(theirs) is True
    assert noted("counted") == [1]


def test_heartbeat_keeps_the_lease(time_machine):
    time_machine.move_to("2026-03-01T10:00:00+00:00", tick=False)
    probes.count.enqueue(1)
    (job,) = claiming.claim("me:1", ["default"], 1)

    for _ in range(5):
        time_machine.shift(claiming.LEASE - timedelta(seconds=1))
        claiming.extend(["me:1"])
        claiming.promote_due()

    assert running.run(job) is True


def test_clock_set_forward_lets_nothing_happen_twice(time_machine):
    time_machine.move_to("2026-03-01T10:00:00+00:00", tick=False)
    probes.count.enqueue(1)
    (mine,) = claiming.claim("me:1", ["default"], 1)
    time_machine.shift(timedelta(days=400))
    claiming.promote_due()
    (theirs,) = claiming.claim("you:1", ["default"], 1)

    assert [running.run(mine), running.run(theirs)] == [False, True]
    assert noted("counted") == [1]


def test_clock_set_back_delays_neither_new_jobs_nor_lost_ones(time_machine):
    time_machine.move_to("2026-03-01T10:00:00+00:00", tick=False)
    probes.count.enqueue(1)
    claiming.claim("lost:1", ["default"], 1)
    time_machine.move_to("2026-02-01T10:00:00+00:00", tick=False)
    probes.count.enqueue(2)
    claiming.mend_clock()
    work_off()
    assert noted("counted") == [2]

    time_machine.shift(claiming.LEASE)
    work_off()

    assert noted("counted") == [2, 1]


def test_priority_decides_within_a_queue_and_age_among_equals():
    for number, priority in [(1, 0), (2, 10), (3, -5), (4, 10)]:
        probes.count.using(priority=priority).enqueue(number)

    work_off()

    assert noted("counted") == [2, 4, 1, 3]


def test_claim_shares_between_queues():
    jobs.enqueue_many(probes.count, [(n,) for n in range(100)])
    jobs.enqueue_many(probes.count_other, [(n,) for n in range(3)])

    claimed = claiming.claim("me:1", claiming.ready_queues(), 20)

    assert Counter(job.queue for job in claimed) == {"default": 10, "other": 3}


def test_claim_of_one_takes_one_from_each_queue():
    probes.count.enqueue(1)
    probes.count_other.enqueue(1)

    assert Counter(job.queue for job in claiming.claim("me:1", claiming.ready_queues(), 1)) == {"default": 1, "other": 1}


def test_lanes_take_every_queue_exactly_once():
    special = frozenset().union(*(lane.queues for lane in LANES if not lane.takes_others))

    for queue in ("default", "outbox", "slow", "intake", "anything"):
        assert sum(lane.takes(queue, special) for lane in LANES) == 1


def test_release_gives_jobs_back_without_counting_an_attempt():
    probes.count.enqueue(1)
    claiming.claim("me:1", ["default"], 1)

    claiming.release("me:1")

    assert [(job.state, job.attempts) for job in Job.objects.all()] == [("ready", 0)]


def test_stopped_worker_gives_back_what_it_has_not_begun():
    jobs.enqueue_many(probes.count, [(1,), (2,)])
    worker = Worker(name="test")
    batch = worker._claim(Lane("all", frozenset(), takes_others=True), frozenset(), 10)
    worker.stop.set()

    assert worker._run_batch(batch) == []
    assert [(job.state, job.attempts) for job in Job.objects.all()] == [("ready", 0)] * 2


@given(st.integers(1, 100_000))
def test_pause_grows_from_five_seconds_to_an_hour(attempts):
    full = min(5 * 2 ** min(attempts - 1, 20), 3600)

    assert 0.75 * full <= running.pause_after(attempts).total_seconds() <= full


@given(st.lists(st.tuples(st.sampled_from(["a", "b", "c"]), st.integers(-100, 100)), max_size=30), st.integers(1, 40))
def test_claim_takes_the_best_of_each_queue(wanted, number):
    Job.objects.all().delete()
    made = [probes.count.using(queue_name=queue, priority=priority).enqueue(0) for queue, priority in wanted]
    ids = {int(result.id): key for result, key in zip(made, wanted, strict=True)}
    queues = claiming.ready_queues()
    assert queues == sorted({queue for queue, _ in wanted})

    claimed = claiming.claim("me:1", queues, number)

    share = -(-number // len(queues)) if queues else 0
    best = {queue: sorted((-p, i) for i, (q, p) in ids.items() if q == queue)[:share] for queue in queues}
    assert {job.id for job in claimed} == {i for rows in best.values() for _, i in rows}
    assert [job.id for job in claimed] == sorted((job.id for job in claimed), key=lambda i: (-ids[i][1], i))
