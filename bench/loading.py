"""Loads rows in bulk: indexes aside while it goes on, big transactions on SQLite, COPY on PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from bench.rows import COLUMNS, Block
from goodwill.core.search import vocabulary

_TABLES = tuple(COLUMNS)


@contextmanager
def fast_loading() -> Iterator[None]:
    """Nothing else may use the database meanwhile; what a crash leaves of it is worthless."""
    with connection.cursor() as cursor:
        indexes = _indexes(cursor)
        for name, _sql in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        if connection.vendor == "sqlite":
            for pragma in ("foreign_keys=OFF", "journal_mode=OFF", "synchronous=OFF", "cache_size=-600000", "locking_mode=EXCLUSIVE"):
                cursor.execute(f"PRAGMA {pragma}")
            cursor.execute("INSERT INTO core_search_index(core_search_index, rank) VALUES ('hashsize', 100000000)")
        else:
            cursor.execute("SET maintenance_work_mem = '1GB'")
            cursor.execute("SET synchronous_commit = off")
            cursor.execute("SET session_replication_role = replica")  # foreign keys are not checked row by row
        yield
        for _name, sql in indexes:
            cursor.execute(sql)
        _finish(cursor)


def load(block: Block) -> None:
    """Write the rows of one block."""
    if connection.vendor == "sqlite":
        with transaction.atomic(), connection.cursor() as cursor:
            for table, rows in block.tables.items():
                cursor.executemany(_insert(table, COLUMNS[table].split()), rows)
    else:
        with connection.cursor() as cursor:
            for table, rows in block.tables.items():
                _copy(cursor, table.split()[0], COLUMNS[table].split(), rows)


def load_words(uses: dict[str, int]) -> None:
    """The vocabulary, counted in one document of eight."""
    known = {word: count * 8 for word, count in uses.items() if not any(character.isdigit() for character in word)}
    with transaction.atomic():
        vocabulary.add(known)


def _insert(table: str, columns) -> str:
    names = ", ".join(f'"{column}"' for column in columns)
    return f"INSERT INTO {table} ({names}) VALUES ({', '.join(['%s'] * len(columns))})"


def _copy(cursor, table: str, columns: list[str], rows: list[tuple]) -> None:
    names = ", ".join(f'"{column}"' for column in columns)
    with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _indexes(cursor) -> list[tuple[str, str]]:
    """Names and definitions of the indexes that serve no constraint."""
    if connection.vendor == "sqlite":
        places = ", ".join(["%s"] * len(_TABLES))
        cursor.execute(f"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ({places})", _TABLES)
    else:
        cursor.execute(
            "SELECT i.indexname, i.indexdef FROM pg_indexes i WHERE i.tablename = ANY(%s)"
            " AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexname::regclass)",
            (list(_TABLES),),
        )
    return cursor.fetchall()


def _finish(cursor) -> None:
    if connection.vendor == "sqlite":
        cursor.execute("INSERT INTO core_search_index(core_search_index, rank) VALUES ('hashsize', 1048576)")
        connection.close()
        return
    cursor.execute("SET session_replication_role = origin")
    for table in ("activity_activity", "conversations_conversation", "conversations_message"):
        cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
    cursor.execute("VACUUM ANALYZE")
