"""Querysets of whole objects that are compiled once: what ``rows.Prepared`` is for plain values."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models import QuerySet
from django.db.models.query import get_related_populators

M = TypeVar("M", bound=models.Model)
Given = int | Sequence[int]
_STAND_IN = 7_350_044_000


class PreparedObjects(Generic[M]):
    """A queryset of objects, with what it selects beside them, over numbers and lists of numbers.

    ``build`` gets a stand-in for each argument and must use each once: a number in an exact lookup or a comparison, a
    list of numbers in an ``in`` lookup. It is compiled for each length of the lists; an empty list finds nothing.
    """

    def __init__(self, build: Callable[..., QuerySet[M]]) -> None:
        self._build = build
        self._compiled = lru_cache(maxsize=128)(self._compile)

    def all(self, *arguments: Given) -> list[M]:
        """Every object, as the queryset would give it."""
        lengths = tuple(-1 if isinstance(given, int) else len(given) for given in arguments)
        statement = self._compiled(connection.vendor, lengths) if 0 not in lengths else None
        if statement is None:
            return []
        numbers: list[int] = []
        for given in arguments:
            numbers += (given,) if isinstance(given, int) else given
        with connection.cursor() as cursor:
            cursor.execute(statement.sql, [numbers[place] if isinstance(place, int) else place[0] for place in statement.places])
            found = cursor.fetchall()
        return [statement.read(row) for row in found]

    def first(self, *arguments: Given) -> M | None:
        """The first object, or None."""
        return next(iter(self.all(*arguments)), None)

    def _compile(self, vendor: str, lengths: tuple[int, ...]) -> "_Statement[M] | None":
        """None for a queryset that can find nothing, such as what nobody may see."""
        stand_ins: list[int] = []
        arguments: list[Given] = []
        for length in lengths:
            those = [_STAND_IN + len(stand_ins) + number for number in range(abs(length))]
            stand_ins += those
            arguments.append(those[0] if length < 0 else those)
        compiler = self._build(*arguments).query.get_compiler(connection=connection)
        try:
            sql, parameters = compiler.as_sql()
        except EmptyResultSet:
            return None
        places = [stand_ins.index(value) if value in stand_ins else (value,) for value in parameters]
        if sorted(place for place in places if isinstance(place, int)) != list(range(len(stand_ins))):
            raise ValueError(f"Each argument must be used once: {sql}")
        return _statement(compiler, sql, places)


@dataclass(frozen=True, slots=True)
class _Statement(Generic[M]):
    """Compiled SQL; for each parameter the number of ours or a constant; and how a row becomes an object."""

    sql: str
    places: list[int | tuple[Any]]
    conversions: list[tuple[int, Any, Callable[[Any, Any, Any], Any]]]
    model: type[M]
    names: list[str]
    first: int
    related: list[Any]

    def read(self, row: Sequence[Any]) -> M:
        values = list(row)
        for place, column, convert in self.conversions:
            values[place] = convert(values[place], column, connection)
        found = self.model.from_db(connection.alias, self.names, values[self.first : self.first + len(self.names)])
        for populator in self.related:
            populator.populate(values, found)
        return found


def _statement(compiler: Any, sql: str, places: list[int | tuple[Any]]) -> _Statement[Any]:
    """As ``django.db.models.query.ModelIterable`` reads rows, with what it finds out for each query found out once."""
    columns, made = [column for column, *_rest in compiler.select], compiler.klass_info
    first, last = made["select_fields"][0], made["select_fields"][-1]
    converters = compiler.get_converters(columns)
    return _Statement(
        sql=sql,
        places=places,
        conversions=[(place, column, convert) for place, (those, column) in converters.items() for convert in those],
        model=made["model"],
        names=[column.target.attname for column in columns[first : last + 1]],
        first=first,
        # The stubs are those of a later Django, which asks for one argument more.
        related=get_related_populators(made, compiler.select, connection.alias),  # type: ignore[call-arg]
    )
