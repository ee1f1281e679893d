"""The search engine on PostgreSQL: a tsvector column with a GIN index.

GIN hands out all matches of a query at once and in no order. So that the newest few don't cost as much as all, each
document carries the numbers of two stretches of keys as words, and the search asks stretch by stretch, newest first.
The vector is made by us, not by a PostgreSQL configuration, so both databases find the same.
"""

from collections.abc import Iterator, Sequence

from django.db import connection

from goodwill.core.search.documents import Field
from goodwill.core.search.engine import Clause, Counts, Entry, Found, Match
from goodwill.core.search.vectors import count_in_vector, vector

# Sizes of stretches as powers of two, from long to short: 524,288, 65,536 and 8,192 keys.
STRETCHES = {"c": 19, "b": 16, "a": 13}
_MOST_AT_ONCE = 4
_FEW = 3_000
_WEIGHTS = {Field.ANY: "", Field.TITLE: ":A", Field.NAMES: ":B"}
_WRITE = """
    INSERT INTO core_searchdocument (key, "group", kind, at, size, scope, vector) VALUES (%s, %s, %s, %s, %s, %s, %s::tsvector)
    ON CONFLICT (key) DO UPDATE SET "group" = excluded."group", kind = excluded.kind, at = excluded.at, size = excluded.size,
        scope = excluded.scope, vector = excluded.vector
"""
# MATERIALIZED keeps the planner from walking the primary key backwards when it takes common words for certain hits.
_NEWEST = """
    WITH matched AS MATERIALIZED (
        SELECT key, "group", at, size FROM core_searchdocument WHERE vector @@ %s::tsquery
    )
    SELECT key, "group", at, size FROM matched WHERE key < %s ORDER BY key DESC LIMIT %s
"""
_AMONG = """
    WITH these AS MATERIALIZED (SELECT key, "group", at, size, vector FROM core_searchdocument WHERE "group" = ANY(%s))
    SELECT key, "group", at, size FROM these WHERE key < %s AND vector @@ %s::tsquery ORDER BY key DESC LIMIT %s
"""


def write(entries: Sequence[Entry]) -> None:
    with connection.cursor() as cursor:
        for entry in entries:
            words = vector(entry, stretches(entry.key))
            cursor.execute(_WRITE, (entry.key, entry.group, entry.kind, entry.at, entry.size, " ".join(entry.scope), words))


def remove(keys: Sequence[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_searchdocument WHERE key = ANY(%s)", (list(keys),))


def rescope(keys: Sequence[int], scope: tuple[str, ...]) -> None:
    sql = """
        UPDATE core_searchdocument SET scope = %s, vector = ts_delete(vector, string_to_array(scope, ' ')) || array_to_tsvector(%s)
        WHERE key = ANY(%s)
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, (" ".join(scope), list(scope), list(keys)))


def newest(match: Match, before: int | None, limit: int) -> list[Found]:
    found: list[Found] = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(key), max(key) FROM core_searchdocument")
        lowest, highest = cursor.fetchone()
        if highest is None:
            return []
        below = highest + 1 if before is None else min(before, highest + 1)
        # So few matches are had at once, in less time than it takes to ask stretch by stretch.
        for stretch in _walk(lowest, below - 1) if match.most > _FEW else [[]]:
            cursor.execute(_NEWEST, (expression(match, stretch), below, limit - len(found)))
            found.extend(map(Found._make, cursor.fetchall()))
            if len(found) >= limit:
                break
    return found


def newest_among(match: Match, groups: Sequence[int], before: int | None, limit: int) -> list[Found]:
    with connection.cursor() as cursor:
        cursor.execute(_AMONG, (list(groups), before if before is not None else 2**63 - 1, expression(match), limit))
        return list(map(Found._make, cursor.fetchall()))


def counts(keys: Sequence[int], clauses: Sequence[Clause]) -> dict[int, list[Counts]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT key, vector::text FROM core_searchdocument WHERE key = ANY(%s)", (list(keys),))
        return {key: [count_in_vector(clause, words) for clause in clauses] for key, words in cursor.fetchall()}


def problems() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM core_searchdocument WHERE vector IS NULL")
        unindexed = cursor.fetchone()[0]
    return [f"{unindexed} documents are not in the full-text index."] if unindexed else []


def clear() -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE core_searchdocument")


def stretches(key: int) -> tuple[str, ...]:
    """The words for the stretches of keys that this one lies in, one of each size."""
    return tuple(f"_{size}{key >> power}" for size, power in STRETCHES.items())


def expression(match: Match, stretch: Sequence[str] = ()) -> str:
    """PostgreSQL's query language; each word is quoted, and words hold only letters and digits, so nothing can escape."""
    parts = [_clause(clause) for clause in match.clauses]
    parts += [_any(alternatives) for alternatives in match.marks]
    if stretch:
        parts.append(_any(stretch))
    return " & ".join(parts) or "'_a'"


def _walk(lowest: int, highest: int) -> Iterator[list[str]]:
    """Words for all stretches from new to old: two short ones, then the rest of the next size, and long ones, ever more."""
    below = (highest >> STRETCHES["a"]) + 1 << STRETCHES["a"]
    for size, longer in (("a", "b"), ("b", "c")):
        power, whole = STRETCHES[size], 1 << STRETCHES[longer]
        if size == "a":
            below, found = _stretch(size, below, below - (2 << power), lowest)
            yield found
        below, found = _stretch(size, below, below & -whole, lowest)
        if found:
            yield found
    width = 1
    while below > lowest:
        below, found = _stretch("c", below, below - (width << STRETCHES["c"]), lowest)
        yield found
        width = min(width * 2, _MOST_AT_ONCE)


def _stretch(size: str, below: int, start: int, lowest: int) -> tuple[int, list[str]]:
    """The words for the keys from ``start`` up to ``below``, both at a boundary of this size, as far as there are keys."""
    power = STRETCHES[size]
    start = max(start, lowest >> power << power)
    return min(start, below), [f"_{size}{number}" for number in range((below >> power) - 1, (start >> power) - 1, -1)]


def _clause(clause: Clause) -> str:
    weight = _WEIGHTS[clause.field]
    phrases = ("(" + " <-> ".join(f"'{word}'{weight}" for word in phrase) + ")" for phrase in clause.phrases)
    joined = "(" + " | ".join(phrases) + ")"
    return f"!{joined}" if clause.is_negated else joined


def _any(alternatives: Sequence[str]) -> str:
    return "(" + " | ".join(f"'{mark}'" for mark in alternatives) + ")"
