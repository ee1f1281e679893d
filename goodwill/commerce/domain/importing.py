"""Reads all of a store for the first time, silently; it can be run again at any time."""

from goodwill.accounts.models import Agent
from goodwill.activity.recording import record
from goodwill.commerce.domain import reading
from goodwill.commerce.models import Store, Synchronisation


def begin(store: Store, *, by: Agent | None = None) -> Synchronisation:
    """Start an import, by a job; raise AlreadyRunning while the store is being read. Nobody is told of single orders."""
    begun = reading.begin(store, Synchronisation.Kind.IMPORT)
    if by is not None:
        record("store.import_started", store, by=by, data={"synchronisation": begun.pk})
    return begun


def is_imported(store: Store) -> bool:
    """Whether the store was read from beginning to end once."""
    done = Synchronisation.objects.filter(store=store, kind=Synchronisation.Kind.IMPORT, state=Synchronisation.State.DONE)
    return done.exists()
