"""Tasks that do as little as a task can."""

from goodwill.core import jobs, live
from goodwill.core.live.tokens import milliseconds


@jobs.task
def nothing(number: int) -> None:
    """The smallest task."""


@jobs.task
def answer(number: int) -> None:
    """Say when it ran."""
    live.publish(["bench"], "ran", {"at": milliseconds()})
