"""Work for later: jobs in a lease table of the same database, enqueued as part of the caller's transaction.

A task runs in one transaction together with the deletion of its job, so that its effects on the database happen
exactly once. One that talks to the outside is declared with ``own_transactions=True`` and may run again after a crash.
"""

from goodwill.core.jobs.backend import task
from goodwill.core.jobs.queue import (
    cancel,
    dead_jobs,
    ending_transaction,
    enqueue_many,
    enqueue_once,
    finish_with_transaction,
    retry,
)

__all__ = [
    "cancel",
    "dead_jobs",
    "ending_transaction",
    "enqueue_many",
    "enqueue_once",
    "finish_with_transaction",
    "retry",
    "task",
]
