"""Says what a change of a calendar would do to the promises that are open, before it is made."""

from collections.abc import Callable

from django.db import transaction

from goodwill.service_levels.domain import choosing, replanning
from goodwill.service_levels.domain.replanning import Preview


def try_out(change: Callable[[], object], *, limit: int | None = None) -> Preview:
    """Make the change, read what would hold, and take it back; then look at the newest ``limit`` open promises.

    Only the reading happens while the change stands, so nobody waits for the looking. Objects in the hands of ``change``
    keep what it did to them: read them again. Raise what the change raises.
    """
    with transaction.atomic():
        change()
        table = choosing.read(-2)
        transaction.set_rollback(True)
    return replanning.preview(table=table, limit=limit)
