"""Tasks for tests. Their effects are live events, so that they can be counted in the database."""

import time
from collections.abc import Sequence

from goodwill.core import jobs, live

UNLUCKY = 13


def note(kind: str, number: int) -> None:
    live.publish(["probe"], kind, {"number": number})


@jobs.task
def count(number: int) -> None:
    note("counted", number)


@jobs.task(own_transactions=True)
def count_outside(number: int) -> None:
    note("counted", number)


@jobs.task(queue_name="other", priority=5)
def count_other(number: int) -> None:
    note("other", number)


@jobs.task(max_attempts=3)
def break_down(number: int) -> None:
    note("broken", number)
    raise RuntimeError(f"no luck with {number}")


@jobs.task
def count_slowly(number: int) -> None:
    note("counted", number)
    time.sleep(0.02)


@jobs.task
def count_and_enqueue(number: int) -> None:
    note("counted", number)
    if number:
        count_and_enqueue.enqueue(number - 1)


def _count_all(arguments: Sequence[Sequence[int]]) -> None:
    with jobs.ending_transaction(gives_way=True):
        for (number,) in arguments:
            note("together", number)
            if number == UNLUCKY:
                raise RuntimeError("not with the others")


@jobs.task(own_transactions=True, together=_count_all)
def count_together(number: int) -> None:
    with jobs.ending_transaction():
        note("alone", number)
        if number == UNLUCKY:
            raise RuntimeError("nor alone")


@jobs.task
def periodic() -> None:
    note("periodic", 0)
