"""Runs claimed jobs: each in one transaction with its own deletion, unless its task wants it otherwise."""

import logging
import random
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from itertools import groupby

from django.db import transaction
from django.utils import translation
from django.utils.module_loading import import_string

from goodwill.core.jobs import claiming, queue
from goodwill.core.jobs.backend import LeasedTask
from goodwill.core.jobs.claiming import Claimed
from goodwill.core.jobs.queue import LeaseLost, finish_with_transaction

log = logging.getLogger(__name__)
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(hours=1)


class NotATask(Exception):
    """The job names something that is not a task: the code has moved on since it was enqueued."""


def in_groups(jobs: Sequence[Claimed]) -> Iterator[list[Claimed]]:
    """The jobs in their order, neighbours of a task that takes several together in one group.

    What was tried before runs alone: it may be what made the others fail.
    """
    for _, group in groupby(jobs, lambda job: (job.task, 0 if job.attempts == 1 and _takes_several(job) else job.id)):
        yield list(group)


def run_group(jobs: Sequence[Claimed]) -> None:
    """Run the jobs of one group: together where there are several, and one by one when that fails."""
    if len(jobs) > 1:
        try:
            _run_together(jobs)
        except Exception as error:  # noqa: BLE001 - each is run again, and says for itself what is wrong
            log.info("%s jobs of %s run one by one: %s: %s", len(jobs), jobs[0].task, type(error).__name__, error)
        else:
            return
        finally:
            translation.deactivate()
    for job in jobs:
        run(job)


def run(job: Claimed) -> bool:
    """Run a job to its end and note a failure; True when it succeeded. Raises only for a database that is away."""
    try:
        _run(job)
    except LeaseLost as loss:
        log.warning("%s", loss)
        return False
    except Exception as error:
        log.warning("Job %s %s failed in attempt %s: %s", job.id, job.task, job.attempts, error, exc_info=error)
        claiming.fail(job, traceback.format_exc(), pause_after(job.attempts))
        return False
    finally:
        translation.deactivate()
    return True


def pause_after(attempts: int) -> timedelta:
    """5 s, 10 s, 20 s … 1 h, each shortened by up to a quarter at random so that many don't return at once."""
    return min(FIRST_PAUSE * 2 ** min(attempts - 1, 20), LONGEST_PAUSE) * random.uniform(0.75, 1)  # noqa: S311 - not a secret


def _run(job: Claimed) -> None:
    task = _task(job.task)
    args, kwargs = job.arguments
    if task.own_transactions:
        with _running(job):
            task.func(*args, **kwargs)
    else:
        with transaction.atomic():
            task.func(*args, **kwargs)
            finish_with_transaction(job.leased_by, job.id)


def _run_together(jobs: Sequence[Claimed]) -> None:
    together = _task(jobs[0].task).together
    assert together is not None
    with _running(*jobs):
        together([job.arguments[0] for job in jobs])


@contextmanager
def _running(*jobs: Claimed) -> Iterator[None]:
    """The jobs of one claim run here; they are finished at the end, where that was not done in a transaction of the task."""
    queue.running.set((jobs[0].leased_by, tuple(job.id for job in jobs)))
    try:
        yield
        queue.finish_rest()
    finally:
        queue.running.set(None)


def _takes_several(job: Claimed) -> bool:
    try:
        return _task(job.task).together is not None and not job.arguments[1]
    except NotATask:
        return False


def _task(name: str) -> LeasedTask:
    try:
        found = import_string(name)
    except ImportError as error:
        raise NotATask(f"{name} can't be found: {error}") from error
    if not isinstance(found, LeasedTask):
        raise NotATask(f"{name} is not a task.")
    return found
