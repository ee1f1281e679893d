"""Makes the index anew from its source while the desk runs, in batches, and checks that it is whole.

Each batch replaces what stands between two keys, so the search goes on finding, a rebuild that was stopped goes on where
it was, and what no longer exists falls out.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.db import transaction

from goodwill.core import clock
from goodwill.core.search import indexing, vocabulary
from goodwill.core.search.documents import Document
from goodwill.core.search.engine import engine
from goodwill.core.search.models import SearchDocument, SearchRebuild

BATCH = 500


class Source(Protocol):
    """Where the documents come from."""

    def documents(self, after: int, limit: int) -> Sequence[Document]:
        """The documents with the smallest keys above ``after``, by key."""


@dataclass(frozen=True, slots=True)
class Progress:
    """``position`` is the last key that was done, ``documents`` how many since the beginning."""

    position: int
    documents: int


def rebuild(source: Source, report: Callable[[Progress], None] = lambda progress: None, *, again: bool = False) -> Progress:
    """Index all documents of the source; go on where an interrupted rebuild stopped, unless ``again``."""
    if again:
        SearchRebuild.objects.all().delete()
    state = SearchRebuild.objects.first()
    if state is None:
        state = SearchRebuild.objects.create(started_at=clock.now())
    while True:
        with transaction.atomic():
            batch = source.documents(state.position, BATCH)
            _replace(state.position, batch)
            if not batch:
                state.delete()
                return Progress(state.position, state.documents)
            state.position, state.documents = batch[-1].key, state.documents + len(batch)
            state.save(update_fields=["position", "documents"])
        report(Progress(state.position, state.documents))


def check() -> list[str]:
    """What is wrong with the index, in sentences; empty when it is whole."""
    return engine().problems()


def forget_everything() -> None:
    """Empty the index, for a rebuild after damage."""
    with transaction.atomic():
        engine().clear()
        vocabulary.forget()
        SearchRebuild.objects.all().delete()


def _replace(after: int, batch: Sequence[Document]) -> None:
    """Index the batch, and remove what the index has in its stretch of keys but the source has not."""
    held = SearchDocument.objects.filter(key__gt=after)
    if batch:
        held = held.filter(key__lte=batch[-1].key)
    gone = set(held.values_list("key", flat=True)) - {document.key for document in batch}
    if gone:
        indexing.remove(sorted(gone))
    indexing.index(batch)
