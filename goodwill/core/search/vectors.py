"""Writes and reads PostgreSQL's text form of a tsvector."""

from collections.abc import Iterable

from goodwill.core.search.documents import Field
from goodwill.core.search.engine import Clause, Counts, Entry

# PostgreSQL keeps positions up to 16,383; between the parts is a gap, so that no phrase reaches over it.
_LAST_POSITION = 16_383
_GAP = 10


def vector(entry: Entry, stretches: Iterable[str]) -> str:
    """Title words have weight A, names B, text none; marks, scope and stretches have no position."""
    places: dict[str, list[str]] = {}
    position = 0
    for words, weight in ((entry.title, "A"), (entry.names, "B"), (entry.text, "")):
        for word in words:
            position += 1
            places.setdefault(word, []).append(f"{min(position, _LAST_POSITION)}{weight}")
        position += _GAP
    parts = [f"'{word}':{','.join(found)}" for word, found in places.items()]
    parts += [f"'{mark}'" for mark in (*entry.marks, *entry.scope, *stretches)]
    return " ".join(parts)


def count_in_vector(clause: Clause, words: str) -> Counts:
    """How often the rarest word of each phrase stands in each part: an upper bound, good enough for ranking."""
    totals = [0, 0, 0]
    for phrase in clause.phrases:
        each = [_places(word, words) for word in phrase]
        for part in range(3):
            totals[part] += min(places[part] for places in each)
    title, names, text = totals
    if clause.field is Field.TITLE:
        return Counts(title, 0, 0)
    return Counts(0, names, 0) if clause.field is Field.NAMES else Counts(title, names, text)


def _places(word: str, words: str) -> tuple[int, int, int]:
    # No word holds a quotation mark, so this can't be found in the midst of another.
    start = words.find(f"'{word}':")
    if start < 0:
        return 0, 0, 0
    end = words.find(" ", start)
    places = words[start + len(word) + 3 : end if end >= 0 else None]
    title, names = places.count("A"), places.count("B")
    return title, names, places.count(",") + 1 - title - names
