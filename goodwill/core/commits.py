"""What happens after a commit: once, however often it was asked for in the transaction."""

from collections.abc import Callable

from django.db import connection, transaction


def once_on_commit(function: Callable[[], object]) -> None:
    """Call it once after the current transaction commits; at once where there is none.

    One that was asked for in a savepoint is forgotten with it when that is rolled back: what still stands in the list
    was asked for outside of every savepoint that could yet be rolled back without ours.
    """
    if not any(known == function for _savepoints, known, *_ in connection.run_on_commit):
        transaction.on_commit(function)
