"""Puts documents into the index, takes them out, and changes who may find them; all in the caller's transaction."""

from collections.abc import Sequence

from goodwill.core.search import encoding, vocabulary
from goodwill.core.search.documents import Document
from goodwill.core.search.engine import Entry, engine
from goodwill.core.search.models import SearchDocument, SearchIdentifier
from goodwill.core.search.words import words

# PostgreSQL keeps the positions of 16,383 words; what comes after these is not searched, on either database.
MOST_TITLE_WORDS, MOST_NAME_WORDS, MOST_TEXT_WORDS = 200, 1_000, 15_000
_LONGEST_TEXT = 400_000


def index(documents: Sequence[Document]) -> None:
    """Make these findable at once, in place of those with the same keys."""
    entries = [entry(document) for document in documents]
    engine().write(entries)
    vocabulary.note(entries)


def remove(keys: Sequence[int]) -> None:
    """Take these documents out of the index; unknown keys are no error."""
    engine().remove(keys)


def rescope(group: int, scope: tuple[str, ...]) -> None:
    """From now on let those with one of these tokens find this group. Cheap where nothing changes."""
    encoded = encoding.scope(scope)
    joined = " ".join(encoded)
    changed = SearchDocument.objects.filter(group=group).exclude(scope=joined)
    if keys := list(changed.values_list("key", flat=True)):
        engine().rescope(keys, encoded)
    SearchIdentifier.objects.filter(group=group).exclude(scope=joined).update(scope=joined)


def move(keys: Sequence[int], group: int, scope: tuple[str, ...]) -> None:
    """Give these documents to another group, as merging does. Identifiers stay: put them for the new group."""
    if keys:
        SearchDocument.objects.filter(key__in=keys).update(group=group)
        engine().rescope(keys, encoding.scope(scope))


def entry(document: Document) -> Entry:
    """The document as the databases take it."""
    if document.key <= 0:
        raise ValueError(f"A document's key must be positive, not {document.key}.")
    return Entry(
        key=document.key,
        group=document.group,
        kind=document.kind,
        at=int(document.at.timestamp()),
        title=tuple(words(document.title)[:MOST_TITLE_WORDS]),
        names=tuple(words(document.names)[:MOST_NAME_WORDS]),
        text=tuple(words(document.text[:_LONGEST_TEXT])[:MOST_TEXT_WORDS]),
        marks=encoding.marks(document.kind, document.at, document.marks),
        scope=encoding.scope(document.scope),
    )
