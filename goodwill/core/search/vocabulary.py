"""Knows the words of all documents: completes beginnings, and says about how many documents hold a word.

A beginning is searched as its most used completions, fifty at most: the cost of a search while typing is bounded,
which neither database's own prefix search is.
"""

from collections.abc import Iterable, Sequence
from functools import partial

from django.db import connection, transaction

from goodwill.core.search.engine import Entry

MOST_COMPLETIONS = 50
# Uses are counted in one document of eight; the rest only make sure that the word is there.
_SAMPLED = 8
_MOST_KNOWN = 300_000
_AFTER_ALL = "\U0010ffff"
_ADD = """
    INSERT INTO core_searchword (word, uses) VALUES {rows}
    ON CONFLICT (word) DO UPDATE SET uses = core_searchword.uses + excluded.uses
"""
_ROWS_PER_STATEMENT = 300

_known: set[str] = set()


def note(entries: Sequence[Entry]) -> None:
    """Remember the words of these documents.

    PostgreSQL writes them after the commit: two transactions that add the same new words would else wait for each
    other, or deadlock. A crash in between costs a completion until the word is next used, never a whole word's hit.
    """
    used: dict[str, int] = {}
    for entry in entries:
        words = {word for word in (*entry.title, *entry.names, *entry.text) if _is_worth_knowing(word)}
        is_sampled = (entry.key * 2_654_435_761 >> 16) % _SAMPLED == 0
        for word in words:
            if is_sampled or word not in _known:
                used[word] = used.get(word, 0) + (_SAMPLED if is_sampled else 0)
    if not used:
        return
    if connection.vendor == "sqlite":
        add(used)
        transaction.on_commit(partial(_remember, used))
    else:
        _add_after_commit(used)


def add(used: dict[str, int]) -> None:
    """Add to the uses of these words."""
    rows = sorted(used.items())
    with connection.cursor() as cursor:
        for start in range(0, len(rows), _ROWS_PER_STATEMENT):
            chunk = rows[start : start + _ROWS_PER_STATEMENT]
            values = [value for row in chunk for value in row]
            cursor.execute(_ADD.format(rows=", ".join(["(%s, %s)"] * len(chunk))), values)


def completions(beginning: str) -> list[str]:
    """The most used words that start so, ``beginning`` itself always first."""
    sql = "SELECT word FROM core_searchword WHERE word > %s AND word < %s ORDER BY uses DESC, word LIMIT %s"
    with connection.cursor() as cursor:
        cursor.execute(sql, (beginning, beginning + _AFTER_ALL, MOST_COMPLETIONS - 1))
        return [beginning, *(word for (word,) in cursor.fetchall())]


def uses(words: Iterable[str]) -> dict[str, int]:
    """About how many documents hold each of these words; a word is missing where none is known to."""
    wanted = list(words)
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        places = ", ".join(["%s"] * len(wanted))
        cursor.execute(f"SELECT word, uses FROM core_searchword WHERE word IN ({places})", wanted)  # noqa: S608 - only placeholders
        return dict(cursor.fetchall())


def forget() -> None:
    """Empty the vocabulary, before all documents are indexed anew."""
    _known.clear()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_searchword")


def _is_worth_knowing(word: str) -> bool:
    """Numbers are completed by the identifiers, not here, where each would be a row."""
    return len(word) <= 30 and not any("0" <= character <= "9" for character in word)


class _Waiting(dict[str, int]):
    """Words that are added after the commit, those of all documents of the transaction in one statement."""

    is_written = False

    def __call__(self) -> None:
        self.is_written = True
        add(self)
        _remember(self)


def _add_after_commit(used: dict[str, int]) -> None:
    calls = (call for _savepoints, call, *_ in connection.run_on_commit)
    waiting = next((call for call in calls if isinstance(call, _Waiting) and not call.is_written), None)
    if waiting is None:
        waiting = _Waiting()
        transaction.on_commit(waiting)
    for word, uses in used.items():
        waiting[word] = waiting.get(word, 0) + uses


def _remember(used: dict[str, int]) -> None:
    if len(_known) > _MOST_KNOWN:
        _known.clear()
    _known.update(used)
