"""The search engine on SQLite: an FTS5 table whose rowid is the document's key.

FTS5 walks its posting lists by rowid, backwards too, so the newest matches stream out without the others being read,
and who may see a document is a word like any other that the walk intersects.
"""

from collections.abc import Iterator, Sequence

from django.db import DatabaseError, connection

from goodwill.core.search import matching
from goodwill.core.search.documents import Field
from goodwill.core.search.engine import Clause, Counts, Entry, Found, Match

CREATE = (
    "CREATE VIRTUAL TABLE core_search_index USING fts5(title, names, text, marks, scope, columnsize=0, tokenize=\"ascii tokenchars '_'\")"
)
_COLUMNS = {Field.TITLE: "title : ", Field.NAMES: "names : ", Field.ANY: ""}
_EVERYTHING = '"_a"'
_CHUNK = 400
_DOCUMENT = 'INSERT OR REPLACE INTO core_searchdocument(key, "group", kind, at, size, scope) VALUES (%s, %s, %s, %s, %s, %s)'
_INDEX = "INSERT OR REPLACE INTO core_search_index(rowid, title, names, text, marks, scope) VALUES (%s, %s, %s, %s, %s, %s)"


def write(entries: Sequence[Entry]) -> None:
    with connection.cursor() as cursor:
        for entry in entries:
            scope = " ".join(entry.scope)
            cursor.execute(_DOCUMENT, (entry.key, entry.group, entry.kind, entry.at, entry.size, scope))
            columns = (entry.title, entry.names, entry.text, entry.marks)
            cursor.execute(_INDEX, (entry.key, *(" ".join(words) for words in columns), scope))


def remove(keys: Sequence[int]) -> None:
    with connection.cursor() as cursor:
        for key in keys:
            cursor.execute("DELETE FROM core_search_index WHERE rowid = %s", (key,))
            cursor.execute("DELETE FROM core_searchdocument WHERE key = %s", (key,))


def rescope(keys: Sequence[int], scope: tuple[str, ...]) -> None:
    joined = " ".join(scope)
    with connection.cursor() as cursor:
        for key in keys:
            cursor.execute("UPDATE core_search_index SET scope = %s WHERE rowid = %s", (joined, key))
            cursor.execute("UPDATE core_searchdocument SET scope = %s WHERE key = %s", (joined, key))


def newest(match: Match, before: int | None, limit: int) -> list[Found]:
    # CROSS JOIN keeps SQLite from turning the join round, which would look up every document in the index.
    sql = (
        'SELECT d.key, d."group", d.at, d.size FROM core_search_index i CROSS JOIN core_searchdocument d ON d.key = i.rowid'
        " WHERE core_search_index MATCH %s AND i.rowid < %s ORDER BY i.rowid DESC LIMIT %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, (expression(match), before if before is not None else 2**63 - 1, limit))
        return list(map(Found._make, cursor.fetchall()))


def newest_among(match: Match, groups: Sequence[int], before: int | None, limit: int) -> list[Found]:
    found: list[Found] = []
    for documents in _documents_of(groups, before):
        held = _words_of([document.key for document in documents], "c3, c4")
        found.extend(document for document in documents if document.key in held and matching.matches(match, held[document.key]))
        if len(found) >= limit:
            break
    return found[:limit]


def counts(keys: Sequence[int], clauses: Sequence[Clause]) -> dict[int, list[Counts]]:
    held = _words_of(keys)
    return {key: [matching.count(clause, texts) for clause in clauses] for key, texts in held.items()}


def problems() -> list[str]:
    found = []
    with connection.cursor() as cursor:
        try:
            cursor.execute("INSERT INTO core_search_index(core_search_index, rank) VALUES ('integrity-check', 1)")
        except DatabaseError as error:
            found.append(f"The full-text index is damaged ({error}).")
        cursor.execute("SELECT count(*) FROM core_searchdocument WHERE key NOT IN (SELECT rowid FROM core_search_index)")
        if unindexed := cursor.fetchone()[0]:
            found.append(f"{unindexed} documents are not in the full-text index.")
    return found


def clear() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS core_search_index")
        cursor.execute(CREATE)
        cursor.execute("DELETE FROM core_searchdocument")


def expression(match: Match) -> str:
    """FTS5's own query language; each word is quoted, and words hold only letters and digits, so nothing can escape."""
    wanted = [_clause(clause) for clause in match.clauses if not clause.is_negated]
    wanted += ["(" + " OR ".join(f'"{mark}"' for mark in alternatives) + ")" for alternatives in match.marks]
    unwanted = [_clause(clause) for clause in match.clauses if clause.is_negated]
    positive = " AND ".join(wanted) or _EVERYTHING
    return f"({positive}) NOT ({' OR '.join(unwanted)})" if unwanted else positive


def _clause(clause: Clause) -> str:
    phrases = " OR ".join(f'"{" ".join(phrase)}"' for phrase in clause.phrases)
    return f"{_COLUMNS[clause.field]}({phrases})" if clause.field is not Field.ANY else f"({phrases})"


def _documents_of(groups: Sequence[int], before: int | None) -> Iterator[list[Found]]:
    places = ",".join(["%s"] * len(groups))
    sql = f'SELECT key, "group", at, size FROM core_searchdocument WHERE "group" IN ({places}) AND key < %s ORDER BY key DESC'  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, (*groups, before if before is not None else 2**63 - 1))
        rows = cursor.fetchall()
    for start in range(0, len(rows), _CHUNK):
        yield list(map(Found._make, rows[start : start + _CHUNK]))


def _words_of(keys: Sequence[int], further: str = "'', ''") -> dict[int, matching.Texts]:
    held: dict[int, matching.Texts] = {}
    with connection.cursor() as cursor:
        for start in range(0, len(keys), _CHUNK):
            chunk = keys[start : start + _CHUNK]
            places = ",".join(["%s"] * len(chunk))
            # The table that FTS5 keeps its columns in is read directly: going through FTS5 costs twice as much.
            columns = "' ' || c0 || ' ', ' ' || c1 || ' ', ' ' || c2 || ' '"
            cursor.execute(f"SELECT id, {columns}, {further} FROM core_search_index_content WHERE id IN ({places})", tuple(chunk))  # noqa: S608
            held.update((row[0], matching.Texts(*row[1:])) for row in cursor.fetchall())
    return held
