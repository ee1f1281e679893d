"""Takes in a store's export files (CSV), in chunks, from where an interrupted reading got to."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from django.db import transaction

from goodwill.accounts.models import Agent
from goodwill.activity.recording import record
from goodwill.commerce import registry
from goodwill.commerce.contract import Incomprehensible, Resource, Snapshot
from goodwill.commerce.domain import counting, mirroring
from goodwill.commerce.models import Store, Synchronisation
from goodwill.core import files, jobs
from goodwill.core.clock import now

CHUNK = 500
State = Synchronisation.State
Progress = Callable[[Synchronisation], None]


def begin(store: Store, resource: Resource, content: bytes | BinaryIO, *, by: Agent | None = None) -> Synchronisation:
    """Keep an uploaded file of one resource, and have a job take it in."""
    from goodwill.commerce import tasks

    kept = files.keep(content)
    with transaction.atomic():
        begun = Synchronisation.objects.create(store=store, kind=Synchronisation.Kind.FILE, resource=str(resource), file=kept)
        if by is not None:
            record("store.file_taken", store, by=by, data={"synchronisation": begun.pk, "resource": str(resource)})
        jobs.enqueue_once(tasks.read_file, f"file:{begun.pk}", begun.pk)
    return begun


def take_in(store: Store, resource: Resource, path: Path, *, progress: Progress | None = None) -> Synchronisation:
    """Take in a file that lies here, at once; ``progress`` is called after each chunk."""
    begun = Synchronisation.objects.create(store=store, kind=Synchronisation.Kind.FILE, resource=str(resource))
    _read(begun, path, progress)
    return begun


def read_on(number: int) -> None:
    """Take in the rest of a kept file; nothing where that has ended."""
    found = Synchronisation.objects.select_related("store", "file").filter(pk=number, state=State.RUNNING).first()
    if found is not None and found.file is not None:
        with _on_disk(found) as path:
            _read(found, path, None)


def _read(reading: Synchronisation, path: Path, progress: Progress | None) -> None:
    """Chunk by chunk, each together with the number of things that were read. A row that can't be read ends it, named."""
    problem = ""
    try:
        found = registry.connector_of(reading.store).read_file(path, Resource(reading.resource), registry.connected(reading.store))
        for _passed_over in islice(found, int(reading.cursor or 0)):
            pass
        for chunk in _chunks(found):
            _take_in(reading, chunk)
            if progress is not None:
                progress(reading)
    except (Incomprehensible, registry.UnknownConnector, OSError) as error:
        problem = str(error)
    reading.state, reading.problem, reading.ended_at = (State.STOPPED if problem else State.DONE), problem[:2000], now()
    with transaction.atomic():
        reading.save(update_fields=["state", "problem", "ended_at"])
        counting.announce(reading)


def _chunks(found: Iterator[Snapshot]) -> Iterator[list[Snapshot]]:
    """The chunks of a file; what stands before a row that can't be read comes as one more before the error."""
    chunk: list[Snapshot] = []
    try:
        for snapshot in found:
            chunk.append(snapshot)
            if len(chunk) == CHUNK:
                yield chunk
                chunk = []
    except Incomprehensible:
        if chunk:
            yield chunk
        raise
    if chunk:
        yield chunk


def _take_in(reading: Synchronisation, chunk: list[Snapshot]) -> None:
    with transaction.atomic():
        applied = mirroring.apply(reading.store, chunk, is_import=True)
        counting.count(reading, Resource(reading.resource), applied, None)
        reading.cursor = str(int(reading.cursor or 0) + len(chunk))
        reading.save(update_fields=["counts", "refusals", "cursor"])
        counting.announce(reading)


@contextmanager
def _on_disk(reading: Synchronisation) -> Iterator[Path]:
    """The kept file under a path, which a storage elsewhere has none of."""
    assert reading.file is not None
    with tempfile.NamedTemporaryFile(suffix=".csv") as copy, files.open(reading.file) as content:
        while piece := content.read(1024 * 1024):
            copy.write(piece)
        copy.flush()
        yield Path(copy.name)
