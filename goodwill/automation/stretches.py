"""Cuts what happened in a conversation into the waits that began and ended in it, for triggers on time."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from goodwill.activity.models import Activity


def stretches(told: Sequence[Activity], *, begins: Collection[str], ends: Collection[str]) -> Iterator[tuple[Activity, datetime | None]]:
    """What began each wait, and when it ended; None for one that goes on. A second beginning begins it anew."""
    began: Activity | None = None
    for activity in told:
        if activity.kind in begins:
            began = activity
        elif activity.kind in ends and began is not None:
            yield began, activity.at
            began = None
    if began is not None:
        yield began, None
