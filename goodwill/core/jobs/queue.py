"""Puts jobs into the lease table, withdraws them, and brings back those that were given up."""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.db.models import QuerySet

from goodwill.core import clock
from goodwill.core.jobs import claiming, waking
from goodwill.core.jobs.claiming import moment
from goodwill.core.models import Job

if TYPE_CHECKING:
    from goodwill.core.jobs.backend import LeasedTask


def put(task: "LeasedTask[..., Any]", args: Sequence[Any], kwargs: dict[str, Any]) -> Job:
    """Store one job in the current transaction; it is seen by workers when that commits."""
    job = _job(task, args, kwargs)
    job.save(force_insert=True)
    transaction.on_commit(waking.wake)
    return job


def enqueue_many(task: "LeasedTask[..., Any]", arguments: Iterable[Sequence[Any]]) -> int:
    """Store one job for each tuple of arguments in a few statements; return their number."""
    jobs = Job.objects.bulk_create([_job(task, args, {}) for args in arguments], batch_size=500)
    transaction.on_commit(waking.wake)
    return len(jobs)


def enqueue_once(task: "LeasedTask[..., Any]", key: str, *args: Any, run_after: datetime | None = None, keep: bool = False) -> None:
    """Have one pending job under this key: a pending one takes the new arguments and time, or stays if ``keep``.

    A job of this key that is running now is not touched: the new one runs after it, since the running one may have
    read what was true before.
    """
    job = _job(task, args, {}, run_after)
    values = [
        job.task,
        json.dumps(job.args),
        job.queue,
        job.priority,
        job.state,
        moment(job.run_at),
        job.max_attempts,
        key,
        moment(job.created_at),
    ]
    conflict = "DO NOTHING" if keep else f"DO UPDATE SET {', '.join(f'{column} = excluded.{column}' for column in _REPLACED)}"
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        cursor.execute(f"{_INSERT_ONCE} {conflict}", values)
    transaction.on_commit(waking.wake)


def cancel(key: str) -> bool:
    """Withdraw the pending job of this key; False when there is none, or it is already running."""
    deleted, _ = Job.objects.filter(unique_key=key, state__in=[Job.State.WAITING, Job.State.READY]).delete()
    return bool(deleted)


def dead_jobs() -> QuerySet[Job]:
    """Jobs that were given up, newest first."""
    return Job.objects.filter(state=Job.State.DEAD).order_by("-id")


def retry(job_id: int) -> bool:
    """Run a given-up job again from its first attempt; False when it is not given up any more."""
    now = clock.now()
    changed = Job.objects.filter(pk=job_id, state=Job.State.DEAD).update(state=Job.State.READY, attempts=0, run_at=now)
    transaction.on_commit(waking.wake)
    return bool(changed)


class LeaseLost(Exception):
    """The job that runs here was taken over by another worker after its lease ended; its effects are rolled back."""


def finish_with_transaction(leased_by: str, *job_ids: int) -> None:
    """Delete running jobs as part of the current transaction; raise LeaseLost when one of them is no longer ours."""
    places = ", ".join(["%s"] * len(job_ids))
    with connection.cursor() as cursor:
        cursor.execute(f"{_FINISH} ({places})", [leased_by, *job_ids])
        if cursor.rowcount != len(job_ids):
            raise LeaseLost(f"One of the jobs {', '.join(map(str, job_ids))} belongs to another worker now.")


# The jobs that this thread runs, as (leased_by, ids), until they are finished.
running: ContextVar[tuple[str, tuple[int, ...]] | None] = ContextVar("running", default=None)


@contextmanager
def ending_transaction(*, gives_way: bool = False) -> Iterator[None]:
    """A transaction with which the running jobs end: for a task with transactions of its own that has one at its end.

    Jobs that run together hold the rows of many at once. They give way rather than wait for a row that somebody else
    holds: two who hold much could wait for each other in a ring. Outside a job this is a transaction like any other.
    """
    with transaction.atomic():
        if gives_way:
            claiming.give_way()
        yield
        _finish_running()
    running.set(None)


def finish_rest() -> None:
    """Finish what is still running, in a transaction of its own."""
    with transaction.atomic():
        _finish_running()


def _finish_running() -> None:
    jobs = running.get()
    if jobs is not None:
        leased_by, ids = jobs
        finish_with_transaction(leased_by, *ids)


_FINISH = "DELETE FROM core_job WHERE leased_by = %s AND state = 'leased' AND id IN"


_REPLACED = ("task", "args", "queue", "priority", "state", "run_at", "attempts", "max_attempts", "last_error")
_INSERT_ONCE = """
    INSERT INTO core_job (task, args, queue, priority, state, run_at, max_attempts, unique_key, created_at, attempts, leased_by, last_error)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, 0, '', '')
    ON CONFLICT (unique_key) WHERE state IN ('waiting', 'ready')
"""


def _job(task: "LeasedTask[..., Any]", args: Sequence[Any], kwargs: dict[str, Any], run_after: datetime | None = None) -> Job:
    now = clock.now()
    run_at = run_after or task.run_after or now
    return Job(
        task=task.module_path,
        args=[list(args), kwargs],
        queue=task.queue_name,
        priority=task.priority,
        # What is due is ready at once, whatever the clock does afterwards.
        state=Job.State.WAITING if run_at > now else Job.State.READY,
        run_at=run_at,
        max_attempts=task.max_attempts,
        created_at=now,
    )
