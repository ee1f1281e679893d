"""Measures the lease table: jobs enqueued and run in a second, and how soon an idle worker begins one."""

import json
import subprocess
import sys

from bench import desks
from bench.figures import Figure

LEAST_JOBS = 1000
LONGEST_WAIT = 250


_THROUGHPUT = """
import json, time, django
django.setup()
from bench.tasks import nothing
from goodwill.core import jobs
from goodwill.core.jobs.worker import Worker
began = time.perf_counter()
for number in range(1000): nothing.enqueue(number)
enqueued = 1000 / (time.perf_counter() - began)
jobs.enqueue_many(nothing, [(number,) for number in range(5000)])
began = time.perf_counter()
done = Worker().work_off()
print(json.dumps([enqueued, done / (time.perf_counter() - began)]))
"""
_LATENCY = """
import json, time, random, django
django.setup()
from bench.tasks import answer
from goodwill.core.live.tokens import milliseconds
from goodwill.core.models import LiveEvent
waits = []
for number in range(30):
    time.sleep(random.uniform(0.05, 0.15))
    began = milliseconds()
    answer.enqueue(number)
    while LiveEvent.objects.filter(kind="ran").count() <= number: time.sleep(0.002)
    waits.append(json.loads(LiveEvent.objects.filter(kind="ran").latest("id").data)["at"] - began)
waits.sort()
print(json.dumps([waits[15], waits[-1]]))
"""


def run() -> list[Figure]:
    """Figures for the database that DATABASE_URL names, else SQLite."""
    database = desks.kind_of_database()
    with desks.environment() as variables:
        enqueued, done = _python(_THROUGHPUT, variables)
        with desks.running("worker", variables):
            median, longest = _python(_LATENCY, variables)
    return [
        Figure(f"jobs enqueued one by one, {database}", enqueued, "/s"),
        Figure.at_least(f"trivial jobs run by one worker, {database}", done, "/s", LEAST_JOBS if database == "SQLite" else 200),
        Figure(f"wait of a job of another process, median, {database}", median, "ms"),
        Figure.at_most(f"wait of a job of another process, longest of 30, {database}", longest, "ms", LONGEST_WAIT),
    ]


def _python(code: str, variables: dict[str, str]) -> list[float]:
    done = subprocess.run([sys.executable, "-c", code], env=variables, check=True, capture_output=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])


if __name__ == "__main__":
    print(*run(), sep="\n")
