"""Times calls and says their median and their 99th percentile."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

WARM_UP = 5


@dataclass(frozen=True, slots=True)
class Times:
    """Durations in milliseconds, shortest first."""

    milliseconds: tuple[float, ...]

    @property
    def median(self) -> float:
        return median(self.milliseconds)

    @property
    def p99(self) -> float:
        return self.milliseconds[min(len(self.milliseconds) - 1, len(self.milliseconds) * 99 // 100)]


def timed(
    call: Callable[[Any], object], inputs: Sequence[Any], clock: Callable[[], float] = time.perf_counter, *, warm_up: int = WARM_UP
) -> Times:
    """Call it once for each input, after a few that don't count; ``time.process_time`` as the clock tells processor time."""
    for value in inputs[:warm_up]:
        call(value)
    taken = []
    for value in inputs:
        started = clock()
        call(value)
        taken.append((clock() - started) * 1_000)
    return Times(tuple(sorted(taken)))
