"""Handlers for tests, whose answers the tests choose."""

from dataclasses import dataclass, field

from goodwill.core import outbox
from goodwill.core.models import OutboxEntry
from goodwill.core.outbox import Outcome


@dataclass
class Outside:
    """The outside world: what it answers next, and what it was asked."""

    answers: list[Outcome | Exception] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    settled: list[Outcome] = field(default_factory=list)
    settle_errors: list[Exception] = field(default_factory=list)


outside = Outside()


def settle(entry: OutboxEntry, outcome: Outcome) -> None:
    if outside.settle_errors:
        raise outside.settle_errors.pop(0)
    outside.settled.append(outcome)


@outbox.handles("answering", settle=settle)
def answer(entry: OutboxEntry) -> Outcome:
    outside.asked.append(entry.key)
    given = outside.answers.pop(0)
    if isinstance(given, Exception):
        raise given
    return given
