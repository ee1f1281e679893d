"""A worker process's threads: lanes that claim and run jobs, one that watches for new ones, one that keeps leases alive."""

import itertools
import logging
import os
import socket
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from django.db import Error as DatabaseError
from django.db import close_old_connections, connection

from goodwill.core.jobs import claiming, waking
from goodwill.core.jobs.alarms import Alarm, Alarms
from goodwill.core.jobs.claiming import Claimed
from goodwill.core.jobs.periodic import Periodic, Timetable
from goodwill.core.jobs.running import in_groups, run_group

log = logging.getLogger(__name__)
HEARTBEAT_SECONDS = 20.0
LONGEST_RUN_SECONDS = 3600.0
BATCH_SECONDS = 0.2
LARGEST_BATCH = 50


@dataclass(frozen=True, slots=True)
class Lane:
    """Threads that take jobs from some queues only, so that slow work does not hold up quick work."""

    name: str
    queues: frozenset[str]
    threads: int = 1
    takes_others: bool = False

    def takes(self, queue: str, claimed_elsewhere: frozenset[str]) -> bool:
        return queue in self.queues or (self.takes_others and queue not in claimed_elsewhere)


# Threads of "outbox" mostly wait for other servers; "slow" is for rebuilding and importing.
LANES = (
    Lane("quick", frozenset({"default"}), takes_others=True),
    Lane("outbox", frozenset({"outbox"}), threads=2),
    Lane("slow", frozenset({"slow"})),
)


@dataclass
class Worker:
    """Runs jobs until ``stop`` is set, then ends within the length of the jobs that are running."""

    schedule: Sequence[Periodic] = ()
    alarms: Sequence[Alarm] = ()
    lanes: Sequence[Lane] = LANES
    stop: threading.Event = field(default_factory=threading.Event)
    name: str = field(default_factory=lambda: f"{socket.gethostname()[:40]}:{os.getpid()}")

    def __post_init__(self) -> None:
        self._numbers = itertools.count(1)
        self._held: dict[str, float] = {}
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Start the threads; returns at once."""
        special = frozenset().union(*(lane.queues for lane in self.lanes if not lane.takes_others))
        for lane in self.lanes:
            for number in range(lane.threads):
                self._start(f"{lane.name}-{number}", partial(self._work, lane, special))
        self._start("watch", self._watch)
        self._start("heartbeat", self._beat)

    def join(self, seconds: float) -> bool:
        """After ``stop`` was set: wait for the threads, at most so long; True when all have ended."""
        waking.wake()
        deadline = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    def work_off(self, lane: Lane = Lane("all", frozenset(), takes_others=True)) -> int:
        """Run what is ready now, and what that enqueues, in this thread; return the number of jobs run."""
        number = 0
        while jobs := self._claim(lane, frozenset(), LARGEST_BATCH):
            number += len(self._run_batch(jobs))
        return number

    def _start(self, name: str, body: Callable[[], None]) -> None:
        thread = threading.Thread(target=self._guarded, args=(name, body), name=f"jobs-{name}", daemon=True)
        self._threads.append(thread)
        thread.start()

    def _guarded(self, name: str, body: Callable[[], None]) -> None:
        """Run a loop until stop; when the database goes away, come back to it with growing pauses."""
        pause = 0.5
        while not self.stop.is_set():
            started = time.monotonic()
            try:
                body()
            except Exception as error:
                log.error(
                    "%s: %s; trying again in %.0f s", name, error, pause, exc_info=None if isinstance(error, DatabaseError) else error
                )
                connection.close()
                pause = 0.5 if time.monotonic() - started > 60 else min(pause * 2, 15)
                self.stop.wait(pause)
        connection.close()

    def _work(self, lane: Lane, special: frozenset[str]) -> None:
        size = 1
        while not self.stop.is_set():
            seen = waking.seen()
            close_old_connections()
            jobs = self._claim(lane, special, size)
            if not jobs:
                waking.wait(seen, 30)
                continue
            started = time.monotonic()
            done = self._run_batch(jobs)
            each = (time.monotonic() - started) / max(len(done), 1)
            size = max(1, min(LARGEST_BATCH, int(BATCH_SECONDS / max(each, 0.0001))))

    def _claim(self, lane: Lane, special: frozenset[str], number: int) -> list[Claimed]:
        claiming.promote_due()
        queues = [queue for queue in claiming.ready_queues() if lane.takes(queue, special)]
        return claiming.claim(f"{self.name}:{next(self._numbers)}", queues, number)

    def _run_batch(self, jobs: list[Claimed]) -> list[Claimed]:
        """Run the jobs of one claim in order, keeping its lease; give back the rest when the worker must stop."""
        lease, done = jobs[0].leased_by, list[Claimed]()
        self._held[lease] = time.monotonic()
        try:
            for group in in_groups(jobs):
                if self.stop.is_set():
                    claiming.release(lease)
                    break
                run_group(group)
                done += group
        finally:
            self._held.pop(lease, None)
        return done

    def _watch(self) -> None:
        """Wake the lanes when there is work; almost free while nothing is written."""
        has_changed, timetable, alarms = claiming.change_detector(), Timetable(self.schedule), Alarms(self.alarms)
        pause = 0.05 if connection.vendor == "sqlite" else 0.15
        due = mend = latest = 0.0
        while not self.stop.is_set():
            timetable.start_due()
            # A clock that was set back would otherwise have us wait until it is that late again.
            before, latest = latest, time.time()
            if not before <= latest < due or has_changed():
                ring_at = alarms.ring()
                if claiming.has_work():
                    waking.wake()
                due = min(self._next_look(), ring_at)
            if time.monotonic() >= mend:
                claiming.mend_clock()
                mend = time.monotonic() + 60
            self.stop.wait(pause)

    def _next_look(self) -> float:
        coming = claiming.next_due()
        return min(time.time() + 5, coming.timestamp() if coming else float("inf"))

    def _beat(self) -> None:
        while not self.stop.wait(HEARTBEAT_SECONDS):
            newest = time.monotonic() - LONGEST_RUN_SECONDS
            if leases := [lease for lease, since in list(self._held.items()) if since > newest]:
                claiming.extend(leases)
