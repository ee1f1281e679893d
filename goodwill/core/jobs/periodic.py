"""Work that comes round: each piece is started by exactly one worker each time, however many there are."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils.module_loading import import_string

from goodwill.core import clock
from goodwill.core.jobs.queue import enqueue_once
from goodwill.core.models import PeriodicRun


@dataclass(frozen=True, slots=True)
class Periodic:
    """``task`` (the dotted name of one without arguments) is enqueued ``every`` so often; missed turns are not made up."""

    name: str
    every: timedelta
    task: str


def start_due(schedule: Sequence[Periodic]) -> float:
    """Enqueue what is due; return the seconds until the next."""
    known = {run.name: run for run in PeriodicRun.objects.all()}
    return min((_start(periodic, known.get(periodic.name)) for periodic in schedule), default=3600.0)


def _start(periodic: Periodic, run: PeriodicRun | None) -> float:
    now = clock.now()
    if run is None:
        run, _ = PeriodicRun.objects.get_or_create(name=periodic.name, defaults={"next_run_at": now})
    # A next time further off than one turn means that the clock was set back, or the schedule made quicker.
    if now < run.next_run_at <= now + periodic.every:
        return (run.next_run_at - now).total_seconds()
    with transaction.atomic():
        ours = PeriodicRun.objects.filter(pk=run.pk, next_run_at=run.next_run_at)
        if ours.update(last_run_at=now, next_run_at=now + periodic.every):
            enqueue_once(import_string(periodic.task), f"periodic:{periodic.name}", keep=True)
    return periodic.every.total_seconds()


class Timetable:
    """Remembers when the next piece is due, so that asking costs nothing in between."""

    def __init__(self, schedule: Sequence[Periodic]) -> None:
        self._schedule = schedule
        self._next = 0.0

    def start_due(self) -> None:
        if time.monotonic() >= self._next:
            # Looks again within the minute: the clock may be set, and other workers move the rows.
            self._next = time.monotonic() + min(60.0, max(0.2, start_due(self._schedule)))
