"""Reads a store batch by batch: each is taken in together with the place where the next begins, so that it can be killed."""

import logging
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from goodwill.activity.recording import record
from goodwill.commerce import registry
from goodwill.commerce.contract import Batch, Incomprehensible, Resource, StoreUnreachable
from goodwill.commerce.domain import counting, mirroring, vanishing
from goodwill.commerce.models import Store, Synchronisation
from goodwill.core import jobs
from goodwill.core.clock import now

logger = logging.getLogger(__name__)
State = Synchronisation.State
# A job that reads on makes room for others after this time, in seconds.
SLICE = 10.0
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=1)


class AlreadyRunning(Exception):
    """The store is being read; the message says so."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a reading has got to."""

    resource: str
    cursor: str


def begin(store: Store, kind: Synchronisation.Kind, *, since: datetime | None = None) -> Synchronisation:
    """Start reading a store, by a job; raise AlreadyRunning while another reading of it goes on."""
    with transaction.atomic():
        # Held, so that of two who start at the same time one sees the other's.
        Store.objects.select_for_update(no_key=True).only("id").get(pk=store.pk)
        if Synchronisation.objects.filter(store=store, state=State.RUNNING).exists():
            raise AlreadyRunning(_("%(store)s is being read already.") % {"store": store})
        begun = Synchronisation.objects.create(store=store, kind=kind, since=since)
        _read_on_later(begun)
    return begun


def stop(reading: Synchronisation) -> bool:
    """Read no further; what came in stays. False when it had ended."""
    with transaction.atomic():
        stopped = Synchronisation.objects.filter(pk=reading.pk, state=State.RUNNING).update(state=State.STOPPED, ended_at=now())
        jobs.cancel(_key(reading.pk))
        counting.announce(reading)
    return bool(stopped)


def resume(reading: Synchronisation) -> bool:
    """Go on where a stopped reading got to; False when it was not stopped, or another one of the store is going on."""
    with transaction.atomic():
        Store.objects.select_for_update(no_key=True).only("id").get(pk=reading.store_id)
        if Synchronisation.objects.filter(store=reading.store_id, state=State.RUNNING).exists():
            return False
        stopped = Synchronisation.objects.filter(pk=reading.pk, state=State.STOPPED, file=None)
        if not stopped.update(state=State.RUNNING, ended_at=None, problem="", failures=0):
            return False
        _read_on_later(reading)
    return True


def read_on(number: int) -> None:
    """Read a running synchronisation's next batches, for a while; a job goes on with the rest."""
    ends = time.monotonic() + SLICE
    while (reading := _running(number)) is not None:
        if not _step(reading):
            return
        if time.monotonic() >= ends:
            _read_on_later(reading)
            return


def remember_forgotten() -> None:
    """Have a job for each reading that goes on: its own may have been given up while the database was away."""
    for reading in Synchronisation.objects.filter(state=State.RUNNING, file=None).order_by("id"):
        _read_on_later(reading, keep=True)


def _running(number: int) -> Synchronisation | None:
    return Synchronisation.objects.select_related("store").filter(pk=number, state=State.RUNNING).first()


def _step(reading: Synchronisation) -> bool:
    """Read one batch and take it in; False when there is nothing more to do now."""
    try:
        connector = registry.connector_of(reading.store)
        resources = [resource for resource in Resource if resource in connector.resources]
        if not resources:
            raise Incomprehensible(_("This connector can read nothing."))
        resource = Resource(reading.resource) if reading.resource else resources[0]
        batch = connector.fetch(registry.connected(reading.store), resource, reading.cursor, reading.since)
        if batch.cursor and batch.cursor == reading.cursor:
            raise Incomprehensible(_("The store gives the same page again and again."))
    except StoreUnreachable as error:
        return _pause(reading, error)
    except (Incomprehensible, registry.UnknownConnector) as error:
        return _end(reading, State.STOPPED, str(error))
    except Exception as error:
        logger.exception("reading the store %s failed unexpectedly", reading.store_id)
        return _end(reading, State.STOPPED, _("Reading failed unexpectedly (%(error)s).") % {"error": type(error).__name__})
    return _take_in(reading, resource, batch, _next(resources, resource, batch))


def _next(resources: list[Resource], resource: Resource, batch: Batch) -> Place | None:
    """Where to go on after this batch; None at the end."""
    if batch.cursor:
        return Place(resource, batch.cursor)
    later = resources[resources.index(resource) + 1 :]
    return Place(later[0], "") if later else None


def _take_in(reading: Synchronisation, resource: Resource, batch: Batch, following: Place | None) -> bool:
    """Apply a batch and note the next place, in one transaction; False when another worker was quicker, and at the end."""
    read_from = Place(reading.resource, reading.cursor)
    with transaction.atomic():
        fresh = Synchronisation.objects.select_for_update().get(pk=reading.pk)
        if fresh.state != State.RUNNING or Place(fresh.resource, fresh.cursor) != read_from:
            return False
        applied = mirroring.apply(reading.store, batch.snapshots, is_import=fresh.kind == Synchronisation.Kind.IMPORT)
        counting.count(fresh, resource, applied, batch.total)
        if vanishing.is_looked_for(fresh):
            vanishing.note(fresh, resource, batch.snapshots)
            if following is None or following.resource != resource:
                _ask_for_unnamed(fresh, resource)
        fresh.problem, fresh.failures = "", 0
        fresh.resource, fresh.cursor = (following.resource, following.cursor) if following else ("", "")
        if following is None:
            fresh.state, fresh.ended_at = State.DONE, now()
            vanishing.forget(fresh)
            if fresh.kind == Synchronisation.Kind.IMPORT:
                record("store.imported", reading.store, data={"synchronisation": fresh.pk})
        fresh.save()
        if reading.store.problem:
            Store.objects.filter(pk=reading.store_id).update(problem="")
        counting.announce(fresh)
    return following is not None


def _ask_for_unnamed(reading: Synchronisation, resource: Resource) -> None:
    """Have each thing that a full comparison did not see fetched by itself, by a job."""
    from goodwill.commerce import tasks

    unnamed = vanishing.unnamed(reading, resource)
    if unnamed:
        jobs.enqueue_many(tasks.fetch_stale, [(reading.store_id, str(resource), external_id) for external_id in unnamed])
        counting.add(reading, resource, "unnamed", len(unnamed))


def _pause(reading: Synchronisation, error: StoreUnreachable) -> bool:
    """The store wants to be left alone for a while: say so, and come back when it said or after a growing pause."""
    failures = min(reading.failures + 1, 1_000)
    pause = min(FIRST_PAUSE * 2 ** min(failures - 1, 10), LONGEST_PAUSE)
    if error.retry_after is not None:
        pause = min(max(timedelta(seconds=error.retry_after), timedelta(seconds=1)), timedelta(days=1))
    with transaction.atomic():
        running = Synchronisation.objects.filter(pk=reading.pk, state=State.RUNNING)
        if running.update(problem=str(error)[:2000], failures=failures):
            Store.objects.filter(pk=reading.store_id).update(problem=str(error)[:2000])
            _read_on_later(reading, at=now() + pause)
            counting.announce(reading)
    return False


def _end(reading: Synchronisation, state: str, problem: str) -> bool:
    with transaction.atomic():
        running = Synchronisation.objects.filter(pk=reading.pk, state=State.RUNNING)
        if running.update(state=state, problem=problem[:2000], ended_at=now()):
            Store.objects.filter(pk=reading.store_id).update(problem=problem[:2000])
            counting.announce(reading)
    return False


def _read_on_later(reading: Synchronisation, *, at: datetime | None = None, keep: bool = False) -> None:
    from goodwill.commerce import tasks

    jobs.enqueue_once(tasks.read_on, _key(reading.pk), reading.pk, run_after=at, keep=keep)


def _key(number: int) -> str:
    return f"synchronisation:{number}"
