"""Real worker processes on one database: sharing, being killed, being stopped."""

import random
import signal
import subprocess
import time
from collections import Counter

import pytest

from tests.installations import Installation, is_postgres, wait_until

LEASE_SECONDS = "1.5"


def start(installation: Installation, *options: str) -> subprocess.Popen:
    process = installation.start("-m", "tests.core.jobs.impatient_worker", LEASE_SECONDS, *options, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "started\n"
    return process


def enqueue(installation: Installation, task: str, number: int) -> None:
    installation.python(f"""
        from goodwill.core import jobs
        from tests.core.jobs import probes
        result = jobs.enqueue_many(probes.{task}, [(n,) for n in range({number})])
    """)


def state(installation: Installation) -> dict:
    """How often each number was counted, how many jobs are left, and in which states."""
    return installation.python("""
        import collections
        from goodwill.core.models import Job, LiveEvent
        # The jobs first: one that ends between the two questions is then still left, and not yet counted.
        jobs = list(Job.objects.values_list("task", "state", "attempts", "last_error"))
        counted = [json.loads(d)["number"] for d in LiveEvent.objects.filter(kind="counted").values_list("data", flat=True)]
        periodic = LiveEvent.objects.filter(kind="periodic").count()
        result = {"counted": sorted(counted), "periodic": periodic, "jobs": jobs}
    """)


def wait_for_the_end(installation: Installation) -> dict:
    return wait_until(lambda: (found := state(installation)) and not found["jobs"] and found, "all jobs to be done")


def test_two_workers_do_each_job_once(installation: Installation):
    enqueue(installation, "count", 600)
    workers = [start(installation) for _ in range(2)]

    found = wait_for_the_end(installation)

    assert found["counted"] == list(range(600))
    for worker in workers:
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(10) == 0


def test_workers_killed_at_any_moment_lose_and_double_nothing(installation: Installation):
    enqueue(installation, "count_slowly", 250)
    chance = random.Random(7)
    workers = [start(installation) for _ in range(2)]
    for _ in range(4):
        time.sleep(chance.uniform(0.1, 0.7))
        victim = workers.pop(0)
        victim.kill()
        victim.wait()
        workers.append(start(installation))

    found = wait_for_the_end(installation)

    assert Counter(found["counted"]) == Counter(range(250))


def test_job_of_a_killed_worker_runs_again_within_its_lease(installation: Installation):
    enqueue(installation, "count_slowly", 30)
    worker = start(installation)
    wait_until(lambda: state(installation)["counted"], "the first job")
    worker.kill()
    worker.wait()
    start(installation)

    assert wait_for_the_end(installation)["counted"] == list(range(30))


def test_stopped_worker_finishes_its_job_and_gives_back_the_rest(installation: Installation):
    enqueue(installation, "count_slowly", 200)
    worker = start(installation)
    wait_until(lambda: state(installation)["counted"], "the first job")

    worker.send_signal(signal.SIGTERM)

    assert worker.wait(10) == 0
    found = state(installation)
    assert {(job_state, attempts) for _, job_state, attempts, _ in found["jobs"]} == {("ready", 0)}
    assert len(found["jobs"]) + len(found["counted"]) == 200


def test_two_workers_start_periodic_work_once_each_time(installation: Installation):
    began = time.monotonic()
    workers = [start(installation, "periodic") for _ in range(2)]
    wait_until(lambda: state(installation)["periodic"] >= 4, "four turns")
    for worker in workers:
        worker.kill()
        worker.wait()

    assert state(installation)["periodic"] <= (time.monotonic() - began) / 0.5 + 1


@pytest.mark.parametrize("task", ["count", "count_outside"])
def test_job_enqueued_by_another_process_is_noticed(installation: Installation, task: str):
    start(installation)

    enqueue(installation, task, 1)

    assert wait_for_the_end(installation)["counted"] == [0]


@pytest.mark.skipif(not is_postgres(), reason="SQLite has no connections to lose.")
def test_worker_comes_back_after_its_database_connections_were_cut(installation: Installation):
    start(installation)
    enqueue(installation, "count", 1)
    wait_for_the_end(installation)
    installation.cut_database_connections()

    enqueue(installation, "count_outside", 2)

    assert wait_for_the_end(installation)["counted"] == [0, 0, 1]
