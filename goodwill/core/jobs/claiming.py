"""The statements by which workers share the lease table; the only place where jobs see which database it is.

States: ``waiting`` until ``run_at``, then ``ready``, then ``leased`` until ``run_at``; done is deleted, hopeless ``dead``.
"""

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from goodwill.core import clock
from goodwill.core.models import Job

LEASE = timedelta(seconds=60)
LOST = "The worker stopped or was killed while it ran this job."


@dataclass(frozen=True, slots=True)
class Claimed:
    """A job that this worker holds for the length of its lease."""

    id: int
    task: str
    arguments: tuple[list[Any], dict[str, Any]]
    queue: str
    priority: int
    attempts: int
    max_attempts: int
    leased_by: str


def has_work() -> bool:
    """Whether a job is ready, or has just become so; one look into the index."""
    with connection.cursor() as cursor:
        cursor.execute(_HAS_WORK, [moment(clock.now())])
        return cursor.fetchone() is not None


def next_due() -> datetime | None:
    """When the next waiting job, or lease of a lost worker, comes due."""
    earliest = [
        Job.objects.filter(state=state).order_by("run_at").values_list("run_at", flat=True).first()
        for state in (Job.State.WAITING, Job.State.LEASED)
    ]
    return min((time for time in earliest if time), default=None)


def ready_queues() -> list[str]:
    """The queues that have a ready job, by one step through the index for each."""
    with connection.cursor() as cursor:
        cursor.execute(_READY_QUEUES)
        return [row[0] for row in cursor.fetchall()]


def promote_due() -> None:
    """Make due jobs ready: timers whose time has come, and jobs whose worker let its lease run out."""
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(_IS_DUE, [moment(now)])
        if cursor.fetchone() is None:
            return
        with transaction.atomic():
            _drop_superseded(cursor, "run_at <= %s", [moment(now)])
            cursor.execute(_PROMOTE.format(lock=_skip_locked()), [LOST, moment(now)])


def claim(leased_by: str, queues: Sequence[str], number: int) -> list[Claimed]:
    """Lease up to ``number`` ready jobs, an equal share from each queue, best priority first.

    The share keeps a flood in one queue from holding up the others; ``number`` is rounded up to one for each queue.
    """
    if not queues:
        return []
    share = -(-number // len(queues))
    picks = " UNION ALL ".join([_PICK.format(lock=_skip_locked())] * len(queues))
    values = [value for queue in queues for value in (queue, share)]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_CLAIM.format(picks=picks), [*values, leased_by, moment(clock.now() + LEASE)])
        rows = cursor.fetchall()
    jobs = [_claimed(*row, leased_by=leased_by) for row in rows]
    return sorted(jobs, key=lambda job: (-job.priority, job.id))


def extend(leases: Collection[str]) -> None:
    """The heartbeat: the jobs under these claims stay ours for another lease."""
    Job.objects.filter(state=Job.State.LEASED, leased_by__in=leases).update(run_at=clock.now() + LEASE)


def release(leased_by: str) -> None:
    """Give back what this claim holds and has not begun, as if it had never been claimed."""
    with transaction.atomic(), connection.cursor() as cursor:
        _drop_superseded(cursor, "leased_by = %s", [leased_by])
        cursor.execute(_RELEASE, [leased_by])


def fail(job: Claimed, error: str, pause: timedelta) -> None:
    """Note a failed attempt: run again after ``pause``, or give up after the last one; nothing if the lease was lost."""
    with transaction.atomic(), connection.cursor() as cursor:
        _drop_superseded(cursor, "id = %s AND leased_by = %s", [job.id, job.leased_by])
        cursor.execute(_FAIL, [error[-4000:], moment(clock.now() + pause), job.id, job.leased_by])


def give_way() -> None:
    """Let the current transaction fail soon where it would have to wait for a row that another one holds.

    SQLite has nothing to give way to: the whole database was ours from the beginning of the transaction.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '100ms'")


def mend_clock() -> None:
    """After the clock was set back, no lease may end later than a fresh one would."""
    limit = clock.now() + LEASE
    Job.objects.filter(state=Job.State.LEASED, run_at__gt=limit + LEASE).update(run_at=limit)


def change_detector() -> Callable[[], bool]:
    """A function that says whether another connection has written since it was last asked; cheap enough to ask often.

    SQLite counts that for us. Where nothing does, the answer is always yes, and the caller looks into the index.
    """
    if connection.vendor != "sqlite":
        return lambda: True
    before = -1
    connection.ensure_connection()
    # Past Django's cursor, which costs ten times as much as the question itself.
    ask = connection.connection.cursor().execute

    def has_changed() -> bool:
        nonlocal before
        version = ask("PRAGMA data_version").fetchone()[0]
        changed, before = version != before, version
        return changed

    return has_changed


def moment(time: datetime) -> Any:
    """A time in the form that the database's columns hold, for statements written by hand."""
    return connection.ops.adapt_datetimefield_value(time)


def _drop_superseded(cursor: Any, condition: str, values: list[Any]) -> None:
    """A leased job that would become pending again gives way to one that was asked for under its key meanwhile."""
    cursor.execute(_DROP_SUPERSEDED.format(condition=condition), values)


def _claimed(number: int, task: str, args: str, *rest: Any, leased_by: str) -> Claimed:
    positional, keyword = json.loads(args)
    queue, priority, attempts, max_attempts = rest
    return Claimed(number, task, (positional, keyword), queue, priority, attempts, max_attempts, leased_by)


def _skip_locked() -> str:
    return "FOR UPDATE SKIP LOCKED" if connection.vendor == "postgresql" else ""


_IS_DUE = "SELECT 1 FROM core_job WHERE state IN ('waiting', 'leased') AND run_at <= %s LIMIT 1"
_HAS_WORK = f"SELECT 1 WHERE EXISTS (SELECT 1 FROM core_job WHERE state = 'ready') OR EXISTS ({_IS_DUE})"  # noqa: S608
_READY_QUEUES = """
    WITH RECURSIVE name(queue) AS (
        SELECT min(queue) FROM core_job WHERE state = 'ready'
        UNION ALL
        SELECT (SELECT min(queue) FROM core_job WHERE state = 'ready' AND queue > name.queue) FROM name WHERE name.queue IS NOT NULL
    )
    SELECT queue FROM name WHERE queue IS NOT NULL
"""
_PROMOTE = """
    UPDATE core_job SET
        last_error = CASE WHEN state = 'leased' THEN %s ELSE last_error END,
        state = CASE WHEN state = 'leased' AND attempts >= max_attempts THEN 'dead' ELSE 'ready' END,
        leased_by = ''
    WHERE id IN (SELECT id FROM core_job WHERE state IN ('waiting', 'leased') AND run_at <= %s ORDER BY id {lock})
"""
_PICK = """SELECT id FROM (
    SELECT id FROM core_job WHERE state = 'ready' AND queue = %s ORDER BY priority DESC, id LIMIT %s {lock}
) AS pick"""
_CLAIM = """
    WITH picked AS MATERIALIZED ({picks})
    UPDATE core_job SET leased_by = %s, run_at = %s, state = 'leased', attempts = attempts + 1
    WHERE id IN (SELECT id FROM picked)
    RETURNING id, task, args, queue, priority, attempts, max_attempts
"""
_RELEASE = "UPDATE core_job SET state = 'ready', leased_by = '', attempts = attempts - 1 WHERE state = 'leased' AND leased_by = %s"
_FAIL = """
    UPDATE core_job SET
        state = CASE WHEN attempts >= max_attempts THEN 'dead' ELSE 'waiting' END,
        leased_by = '', last_error = %s, run_at = %s
    WHERE id = %s AND leased_by = %s AND state = 'leased'
"""
_DROP_SUPERSEDED = """
    DELETE FROM core_job WHERE state = 'leased' AND {condition} AND unique_key IS NOT NULL AND EXISTS (
        SELECT 1 FROM core_job AS newer WHERE newer.unique_key = core_job.unique_key AND newer.state IN ('waiting', 'ready')
    )
"""
