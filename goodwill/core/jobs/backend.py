"""Speaks Django's task interface for the lease table: ``@task``, ``.enqueue()``, ``.using(run_after=…)``."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar, cast

import django_tasks
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskResult, TaskResultStatus
from django_tasks.utils import normalize_json

from goodwill.core.jobs import queue

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class LeasedTask(Task[P, T]):
    """A task of ours. ``own_transactions``: it is not wrapped in one, and must bear to be run again after a crash.

    ``together`` does the work of several of its jobs at once, given the positional arguments of each.
    """

    own_transactions: bool = False
    together: Callable[[Sequence[Sequence[Any]]], None] | None = None
    max_attempts: int = 10


class LeaseTableBackend(BaseTaskBackend):
    """Stores tasks as rows of ``Job``; a worker of ours claims them by lease."""

    task_class = LeasedTask
    supports_defer = True
    supports_priority = True

    def enqueue(self, task: Task[P, T], args: Any, kwargs: Any) -> TaskResult[T]:
        job = queue.put(cast("LeasedTask[P, T]", task), normalize_json(args), normalize_json(kwargs))
        return TaskResult(
            task=task,
            id=str(job.pk),
            status=TaskResultStatus.READY,
            enqueued_at=job.created_at,
            started_at=None,
            finished_at=None,
            last_attempted_at=None,
            args=list(args),
            kwargs=dict(kwargs),
            backend=self.alias,
            errors=[],
            worker_ids=[],
        )


def task(
    function: Callable[P, T] | None = None,
    *,
    queue_name: str = "default",
    priority: int = 0,
    own_transactions: bool = False,
    together: Callable[[Sequence[Sequence[Any]]], None] | None = None,
    max_attempts: int = 10,
) -> Any:
    """Make a module-level function a task. ``priority`` is -100 to 100, higher first within its queue.

    ``together`` is for a task with its own transactions of which many jobs come at once: it does their work in one
    transaction (``jobs.ending_transaction``) or raises, and then each job is run by itself.

    After ``max_attempts`` failures, with growing pauses of 5 s to an hour, the job is kept as given up and shown.
    """
    options: dict[str, Any] = {"own_transactions": own_transactions, "together": together, "max_attempts": max_attempts}
    decorator = django_tasks.task(queue_name=queue_name, priority=priority, **options)
    return decorator(function) if function else decorator
