"""Wakes a task when a row of some table comes due, without a job for each row: the watching thread asks for the next moment."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.module_loading import import_string

from goodwill.core import clock
from goodwill.core.jobs.queue import enqueue_once

AGAIN_AFTER = 0.25


@dataclass(frozen=True, slots=True)
class Alarm:
    """``next_at`` and ``task`` are dotted names: of a function that says the next moment or None, and of a task without arguments.

    The function is asked often: it must cost no more than one look into an index. The task may be started when there is
    nothing to do any more, and by several workers at once; what it did must be gone from what ``next_at`` sees.
    """

    name: str
    next_at: str
    task: str


class Alarms:
    """The alarms of one worker process."""

    def __init__(self, alarms: Sequence[Alarm]) -> None:
        self._alarms = alarms
        self._rung = dict.fromkeys((alarm.name for alarm in alarms), 0.0)

    def ring(self) -> float:
        """Start what is due; return the time of day, in seconds, at which to ask again."""
        return min((self._ring(alarm) for alarm in self._alarms), default=float("inf"))

    def _ring(self, alarm: Alarm) -> float:
        coming: datetime | None = import_string(alarm.next_at)()
        if coming is None:
            return float("inf")
        if coming > clock.now():
            return coming.timestamp()
        # Until the task has committed, the same rows are seen as due.
        if time.monotonic() - self._rung[alarm.name] >= AGAIN_AFTER:
            self._rung[alarm.name] = time.monotonic()
            enqueue_once(import_string(alarm.task), f"alarm:{alarm.name}", keep=True)
        return time.time() + AGAIN_AFTER
