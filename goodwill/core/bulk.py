"""Statements over many rows at once: for what is read in by the thousand, such as the orders of a store."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

from django.db import connection, models
from django.db.models import Field

Row = Mapping[str, Any]
# SQLite takes 32,766 parameters in a statement.
_PARAMETERS = 20_000
# As many rows are quicker as one JSON document, on PostgreSQL.
_MANY = 20


def insert(model: type[models.Model], rows: Sequence[Row]) -> None:
    """Insert rows given as values by column attribute (``order_id``); all have the same attributes in the same order."""
    for chunk in _chunks(rows):
        _execute_inserting(model, chunk)


def upsert(model: type[models.Model], rows: Sequence[Row], unique: Sequence[str], *, keep: Sequence[str] = ()) -> list[tuple[Any, ...]]:
    """Insert the rows, or overwrite those that are there under the ``unique`` attributes, but for the columns to ``keep``.

    No two rows may be the same under ``unique``. Return the key and the unique values of each row, in no order.
    """
    found: list[tuple[Any, ...]] = []
    for chunk in _chunks(rows):
        found += _execute_inserting(model, chunk, _conflict(model, tuple(chunk[0]), tuple(unique), tuple(keep)))
    return found


def insert_missing(model: type[models.Model], rows: Sequence[Row], unique: Sequence[str]) -> list[tuple[Any, ...]]:
    """Insert the rows that are not there yet under the ``unique`` attributes; return the keys of those, as tuples."""
    found: list[tuple[Any, ...]] = []
    names = ", ".join(_column(model, name) for name in unique)
    for chunk in _chunks(rows):
        found += _execute_inserting(model, chunk, f" ON CONFLICT ({names}) DO NOTHING RETURNING {_key(model)}")
    return found


def update(model: type[models.Model], rows: Sequence[Row]) -> None:
    """Write columns of rows that are there, each given by its ``id`` and all with the same attributes."""
    if not rows:
        return
    names = tuple(name for name in rows[0] if name != "id")
    if connection.vendor == "postgresql" and len(rows) >= _MANY:
        _update_as_json(model, names, rows)
        return
    preparations = [_preparation(model, name, connection.vendor) for name in names]
    values = [
        [
            *(
                prepare(row[name]) if prepare and row[name] is not None else row[name]
                for name, prepare in zip(names, preparations, strict=True)
            ),
            row["id"],
        ]
        for row in rows
    ]
    changes = ", ".join(f"{_column(model, name)} = %s" for name in names)
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {_table(model)} SET {changes} WHERE {_key(model)} = %s", values)  # noqa: S608 - names of ours


def among(model: type[models.Model], columns: Sequence[str], name: str, values: Sequence[Any], **match: Any) -> list[tuple[Any, ...]]:
    """These columns of the rows in which ``name`` is one of ``values`` and the attributes in ``match`` are as given."""
    found: list[tuple[Any, ...]] = []
    for start in range(0, len(values), _PARAMETERS):
        part = list(values[start : start + _PARAMETERS])
        with connection.cursor() as cursor:
            cursor.execute(_among_statement(model, tuple(columns), name, tuple(match), len(part)), [*match.values(), *part])
            found += cursor.fetchall()
    conversions = _conversions(model, tuple(columns), connection.vendor)
    return [_converted(row, conversions) for row in found] if conversions else found


def delete(model: type[models.Model], name: str, values: Sequence[Any]) -> None:
    """Delete the rows in which ``name`` is one of ``values``, of a model that nothing refers to."""
    for start in range(0, len(values), _PARAMETERS):
        part = list(values[start : start + _PARAMETERS])
        places = ", ".join(["%s"] * len(part))
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {_table(model)} WHERE {_column(model, name)} IN ({places})", part)  # noqa: S608 - names of ours


def _chunks(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    if rows:
        size = max(1, _PARAMETERS // len(rows[0]))
        for start in range(0, len(rows), size):
            yield rows[start : start + size]


def _execute_inserting(model: type[models.Model], rows: Sequence[Row], conflict: str = "") -> list[tuple[Any, ...]]:
    if connection.vendor == "postgresql" and len(rows) >= _MANY:
        return _execute_as_json(model, rows, conflict)
    return _execute(_insert_statement(model, tuple(rows[0]), len(rows)) + conflict, model, rows)


def _execute_as_json(model: type[models.Model], rows: Sequence[Row], conflict: str) -> list[tuple[Any, ...]]:
    """As one JSON document that PostgreSQL takes apart: psycopg would quote each value by itself, in Python."""
    names = tuple(rows[0])
    columns = [_fields(model)[name].column for name in names]
    document = _encode([dict(zip(columns, row.values(), strict=True)) for row in rows])
    chosen = ", ".join(_column(model, name) for name in names)
    source = f"SELECT {chosen} FROM json_populate_recordset(NULL::{_table(model)}, %s::json)"  # noqa: S608 - names of ours
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {_table(model)} ({chosen}) {source}{conflict}", [document])
        return cursor.fetchall() if cursor.description else []


def _update_as_json(model: type[models.Model], names: tuple[str, ...], rows: Sequence[Row]) -> None:
    columns = [_fields(model)[name].column for name in names]
    document = _encode([{"id": row["id"], **dict(zip(columns, (row[name] for name in names), strict=True))} for row in rows])
    changes = ", ".join(f"{_column(model, name)} = given.{_column(model, name)}" for name in names)
    source = f"json_populate_recordset(NULL::{_table(model)}, %s::json) AS given"
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {_table(model)} SET {changes} FROM {source} WHERE {_table(model)}.{_key(model)} = given.id", [document])  # noqa: S608 - names of ours


# Moments, days and the like have a text that PostgreSQL reads.
_encode = json.JSONEncoder(default=str).encode


def _execute(statement: str, model: type[models.Model], rows: Sequence[Row]) -> list[tuple[Any, ...]]:
    preparations = [_preparation(model, name, connection.vendor) for name in rows[0]]
    parameters = [
        value if prepare is None or value is None else prepare(value)
        for row in rows
        for prepare, value in zip(preparations, row.values(), strict=True)
    ]
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else []


@cache
def _preparation(model: type[models.Model], name: str, vendor: str) -> Callable[[Any], Any] | None:
    """What makes the driver's value of ours; None for those that the drivers take as they are."""
    field = _fields(model)[name]
    if isinstance(field, models.CharField | models.TextField | models.IntegerField | models.BooleanField | models.ForeignKey):
        return None
    if type(field) is models.DateTimeField:
        return lambda value: connection.ops.adapt_datetimefield_value(value)
    if type(field) is models.JSONField:
        return lambda value: connection.ops.adapt_json_value(value, field.encoder)
    return lambda value: field.get_db_prep_save(value, connection)


@lru_cache(maxsize=256)
def _insert_statement(model: type[models.Model], names: tuple[str, ...], count: int) -> str:
    columns = ", ".join(_column(model, name) for name in names)
    places = "(" + ", ".join(["%s"] * len(names)) + ")"
    return f"INSERT INTO {_table(model)} ({columns}) VALUES {', '.join([places] * count)}"  # noqa: S608 - names of ours


@cache
def _conflict(model: type[models.Model], names: tuple[str, ...], unique: tuple[str, ...], keep: tuple[str, ...]) -> str:
    changed = [_column(model, name) for name in names if name not in unique and name not in keep]
    changes = ", ".join(f"{column} = excluded.{column}" for column in changed)
    known = ", ".join(_column(model, name) for name in unique)
    return f" ON CONFLICT ({known}) DO UPDATE SET {changes} RETURNING {_key(model)}, {known}"


@lru_cache(maxsize=256)
def _among_statement(model: type[models.Model], columns: tuple[str, ...], name: str, match: tuple[str, ...], count: int) -> str:
    chosen = ", ".join(_column(model, column) for column in columns)
    where = "".join(f"{_column(model, other)} = %s AND " for other in match)
    places = ", ".join(["%s"] * count)
    return f"SELECT {chosen} FROM {_table(model)} WHERE {where}{_column(model, name)} IN ({places})"  # noqa: S608 - names of ours


@cache
def _conversions(model: type[models.Model], columns: tuple[str, ...], vendor: str) -> list[tuple[int, Any, Callable[[Any, Any, Any], Any]]]:
    """What makes Python's values of the driver's: (place, expression, function)."""
    expressions = [_fields(model)[name].get_col(model._meta.db_table) for name in columns]
    return [
        (place, expression, convert)
        for place, expression in enumerate(expressions)
        for convert in [*connection.ops.get_db_converters(expression), *expression.get_db_converters(connection)]
    ]


def _converted(row: Sequence[Any], conversions: Sequence[tuple[int, Any, Callable[[Any, Any, Any], Any]]]) -> tuple[Any, ...]:
    values = list(row)
    for place, expression, convert in conversions:
        values[place] = convert(values[place], expression, connection)
    return tuple(values)


@cache
def _fields(model: type[models.Model]) -> dict[str, Field]:
    return {field.attname: field for field in model._meta.concrete_fields}


@cache
def _column(model: type[models.Model], name: str) -> str:
    column = _fields(model)[name].column
    assert column is not None
    return connection.ops.quote_name(column)


def _key(model: type[models.Model]) -> str:
    assert model._meta.pk is not None
    return _column(model, model._meta.pk.attname)


def _table(model: type[models.Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)
