"""Learns of new live events by asking SQLite, several times a second, whether anything was written at all."""

import time
from collections.abc import Callable

from goodwill.core.jobs.claiming import change_detector

PAUSE = 0.04


class PollingBus:
    """Needs no other server and nothing from who publishes."""

    def __init__(self) -> None:
        self._has_changed: Callable[[], bool] | None = None

    def signal(self) -> None:
        """Nothing to do: the commit itself is what the others notice."""

    def wait(self, seconds: float) -> bool:
        has_changed = self._has_changed = self._has_changed or change_detector()
        ends = time.monotonic() + seconds
        while not has_changed():
            if time.monotonic() >= ends:
                return False
            time.sleep(PAUSE)
        return True

    def close(self) -> None:
        self._has_changed = None
