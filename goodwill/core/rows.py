"""Statements that are compiled once: for the few that run for every message that comes in.

Django compiles each query anew, which costs several times what the database needs to carry it out. What is here gives
the same statements from a cache; what they mean is still said by models and querysets.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models import Field, QuerySet

M = TypeVar("M", bound=models.Model)
# The place of a column, its expression, and what makes Python's value of the driver's.
_Conversion = tuple[int, Any, Callable[[Any, Any, Any], Any]]


def insert(row: M) -> M:
    """Insert a new row of a model with an automatic key and plain columns, and give it its key."""
    model = type(row)
    values = [field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in _fields(model)]
    with connection.cursor() as cursor:
        cursor.execute(_insert_statement(model, connection.vendor), values)
        row.pk = cursor.fetchone()[0]
    row._state.adding, row._state.db = False, connection.alias
    return row


def insert_once(row: M, *key: str) -> bool:
    """Insert a row unless one with the same values in these unique columns is there; False, and the row has no key, then."""
    model = type(row)
    values = [field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in _fields(model)]
    with connection.cursor() as cursor:
        cursor.execute(_insert_statement(model, connection.vendor, key), values)
        made = cursor.fetchone()
    if made is None:
        return False
    row.pk, row._state.adding, row._state.db = made[0], False, connection.alias
    return True


def delete(model: type[models.Model], **match: Any) -> int:
    """Delete the rows with these plain values, of a model that no other refers to; return how many there were."""
    with connection.cursor() as cursor:
        cursor.execute(_delete_statement(model, tuple(match), connection.vendor), list(match.values()))
        return cursor.rowcount


def update(row: models.Model, fields: Sequence[str], **expected: Any) -> bool:
    """Write these fields of a row, if the columns in ``expected`` still have these values; False when they don't."""
    model = type(row)
    given = [(_field(model, name), getattr(row, _field(model, name).attname)) for name in fields]
    given += [(_field(model, name), value) for name, value in expected.items()]
    values = [field.get_db_prep_save(value, connection) for field, value in given]
    with connection.cursor() as cursor:
        cursor.execute(_update_statement(model, tuple(fields), tuple(expected), connection.vendor), [*values, row.pk])
        return cursor.rowcount == 1


def fetch(model: type[M], *, hold: bool = False, **match: Any) -> M | None:
    """The row with these plain values, or None. ``hold`` keeps others from changing it until the transaction ends.

    Rows that refer to a held one can still be written meanwhile: its key does not change.
    """
    with connection.cursor() as cursor:
        cursor.execute(_fetch_statement(model, tuple(match), hold, connection.vendor), list(match.values()))
        row = cursor.fetchone()
    if row is None:
        return None
    values = list(row)
    for place, column, convert in _converters(model, connection.vendor):
        values[place] = convert(values[place], column, connection)
    return model.from_db(connection.alias, [field.attname for field in model._meta.concrete_fields], values)


def increment(model: type[models.Model], field: str, step: int, **match: Any) -> bool:
    """Add to a number in the row that has these plain values; False when there is none."""
    with connection.cursor() as cursor:
        cursor.execute(_increment_statement(model, field, tuple(match), connection.vendor), [step, *match.values()])
        return cursor.rowcount == 1


def walk(found: QuerySet[M], *, size: int = 500) -> Iterator[M]:
    """Each row in the order of the keys; between batches no statement stays open, so that rows can be changed on the way.

    SQLite refuses at once ("database is locked") to begin a transaction while a statement of the same connection still
    reads an older state, and as long as one is open the write-ahead log can only grow.
    """
    after, found = 0, found.order_by("pk")
    while batch := list(found.filter(pk__gt=after)[:size]):
        yield from batch
        after = batch[-1].pk


class Prepared:
    """A ``values_list`` queryset with numbers and texts as parameters, compiled at its first use.

    ``build`` gets a stand-in for each parameter and must use each exactly once, as the value of an exact lookup.
    """

    def __init__(self, build: Callable[..., QuerySet], *kinds: type) -> None:
        self._build, self._kinds = build, kinds
        self._compiled = lru_cache(maxsize=4)(self._compile)

    def all(self, *arguments: Any) -> list[Any]:
        """Every row, as a tuple of the values that the queryset would give."""
        compiled = self._compiled(connection.vendor)
        if compiled is None:
            return []
        statement, places, conversions = compiled
        with connection.cursor() as cursor:
            cursor.execute(statement, [arguments[place] if isinstance(place, int) else place[0] for place in places])
            found = cursor.fetchall()
        return [_converted(row, conversions) for row in found] if conversions else found

    def first(self, *arguments: Any) -> Any:
        """The first row, or None."""
        return next(iter(self.all(*arguments)), None)

    def _compile(self, vendor: str) -> tuple[str, list[int | tuple[Any]], list[_Conversion]] | None:
        """The statement; for each of its parameters the number of our argument or the constant in a tuple; the conversions.

        None for a queryset that can find nothing, such as what nobody may see.
        """
        stand_ins = [kind(_STAND_IN + number) for number, kind in enumerate(self._kinds)]
        compiler = self._build(*stand_ins).query.get_compiler(connection=connection)
        try:
            statement, parameters = compiler.as_sql()
        except EmptyResultSet:
            return None
        places = [stand_ins.index(value) if value in stand_ins else (value,) for value in parameters]
        if sorted(place for place in places if isinstance(place, int)) != list(range(len(stand_ins))):
            raise ValueError(f"Each parameter must be used once: {statement}")
        converters = compiler.get_converters([column for column, *_rest in compiler.select])
        return statement, places, [(place, column, convert) for place, (those, column) in converters.items() for convert in those]


class PreparedAmong:
    """A ``Prepared`` over numbers whose last argument is a list of them, for an ``in`` lookup; compiled for each length."""

    def __init__(self, build: Callable[..., QuerySet]) -> None:
        self._build = build
        self._for = lru_cache(maxsize=128)(self._prepared)

    def all(self, *arguments: Any) -> list[Any]:
        """Every row; none, without asking, where the list is empty."""
        *before, those = arguments
        return self._for(len(before), len(those)).all(*before, *those) if those else []

    def _prepared(self, before: int, count: int) -> Prepared:
        return Prepared(lambda *numbers: self._build(*numbers[:before], numbers[before:]), *[int] * (before + count))


_STAND_IN = 7_340_033_000


def _converted(row: Sequence[Any], conversions: Sequence[_Conversion]) -> tuple[Any, ...]:
    """The row with its moments, truths and JSON as Python has them, where the driver gives another form."""
    values = list(row)
    for place, column, convert in conversions:
        values[place] = convert(values[place], column, connection)
    return tuple(values)


@cache
def _fields(model: type[models.Model]) -> tuple[Field, ...]:
    return tuple(field for field in model._meta.concrete_fields if not field.primary_key)


@cache
def _field(model: type[models.Model], name: str) -> Field:
    field = model._meta.get_field(name)
    assert isinstance(field, Field)
    return field


def _column(field: Field | None) -> str:
    assert field is not None
    assert field.column is not None
    return connection.ops.quote_name(field.column)


def _table(model: type[models.Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


@cache
def _fetch_statement(model: type[models.Model], match: tuple[str, ...], hold: bool, vendor: str) -> str:
    columns = ", ".join(_column(field) for field in model._meta.concrete_fields)
    where = " AND ".join(f"{_column(_field(model, name))} = %s" for name in match)
    # SQLite has one writer at a time: whoever is in a transaction holds everything.
    lock = " FOR NO KEY UPDATE" if hold and vendor == "postgresql" else ""
    return f"SELECT {columns} FROM {_table(model)} WHERE {where}{lock}"  # noqa: S608 - names of ours


@cache
def _converters(model: type[models.Model], vendor: str) -> list[tuple[int, Any, Callable[[Any, Any, Any], Any]]]:
    """What makes Python's values of the driver's: (place, column, function), as Django's compiler would apply them."""
    columns = [field.get_col(model._meta.db_table) for field in model._meta.concrete_fields]
    return [
        (place, column, convert)
        for place, column in enumerate(columns)
        for convert in [*connection.ops.get_db_converters(column), *column.get_db_converters(connection)]
    ]


@cache
def _insert_statement(model: type[models.Model], vendor: str, unique: tuple[str, ...] = ()) -> str:
    columns = ", ".join(_column(field) for field in _fields(model))
    places = ", ".join("%s" for _ in _fields(model))
    once = f" ON CONFLICT ({', '.join(_column(_field(model, name)) for name in unique)}) DO NOTHING" if unique else ""
    return f"INSERT INTO {_table(model)} ({columns}) VALUES ({places}){once} RETURNING {_column(model._meta.pk)}"  # noqa: S608 - names of ours


@cache
def _delete_statement(model: type[models.Model], match: tuple[str, ...], vendor: str) -> str:
    where = " AND ".join(f"{_column(_field(model, name))} = %s" for name in match)
    return f"DELETE FROM {_table(model)} WHERE {where}"  # noqa: S608 - names of ours


@cache
def _increment_statement(model: type[models.Model], field: str, match: tuple[str, ...], vendor: str) -> str:
    column = _column(_field(model, field))
    where = " AND ".join(f"{_column(_field(model, name))} = %s" for name in match)
    return f"UPDATE {_table(model)} SET {column} = {column} + %s WHERE {where}"  # noqa: S608 - names of ours


@cache
def _update_statement(model: type[models.Model], fields: tuple[str, ...], expected: tuple[str, ...], vendor: str) -> str:
    changes = ", ".join(f"{_column(_field(model, name))} = %s" for name in fields)
    where = " AND ".join(f"{column} = %s" for column in [*(_column(_field(model, name)) for name in expected), _column(model._meta.pk)])
    return f"UPDATE {_table(model)} SET {changes} WHERE {where}"  # noqa: S608 - names of ours
