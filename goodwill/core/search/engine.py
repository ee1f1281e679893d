"""What the two databases must offer to the search room, and the values that pass between."""

from collections.abc import Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import NamedTuple, Protocol

from django.db import connection

from goodwill.core.search.documents import Field


@dataclass(frozen=True, slots=True)
class Entry:
    """A document cut into folded words, ready to be written. ``marks`` and ``scope`` are already encoded."""

    key: int
    group: int
    kind: str
    at: int
    title: tuple[str, ...]
    names: tuple[str, ...]
    text: tuple[str, ...]
    marks: tuple[str, ...]
    scope: tuple[str, ...]

    @property
    def size(self) -> int:
        return len(self.title) + len(self.names) + len(self.text)


@dataclass(frozen=True, slots=True)
class Clause:
    """One of ``phrases`` (each some words in a row) must stand in ``field``; or none of them, when negated."""

    phrases: tuple[tuple[str, ...], ...]
    field: Field = Field.ANY
    is_negated: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """All ``clauses``, and for each of ``marks`` one of its alternatives; ``most`` is about how many can match."""

    clauses: tuple[Clause, ...]
    marks: tuple[tuple[str, ...], ...]
    most: float = float("inf")


class Found(NamedTuple):
    """A document that matches; ``at`` in seconds since 1970, ``size`` in words."""

    key: int
    group: int
    at: int
    size: int


class Counts(NamedTuple):
    """How often one clause is met in each part of one document."""

    title: int
    names: int
    text: int

    @property
    def all(self) -> int:
        return self.title + self.names + self.text


class Engine(Protocol):
    """One module for each database implements this. Writes happen in the caller's transaction."""

    def write(self, entries: Sequence[Entry]) -> None:
        """Add these, or replace those that have the same key."""

    def remove(self, keys: Sequence[int]) -> None: ...

    def rescope(self, keys: Sequence[int], scope: tuple[str, ...]) -> None: ...

    def newest(self, match: Match, before: int | None, limit: int) -> list[Found]:
        """The newest matches with a smaller key than ``before``; fewer than ``limit`` means that there are no more."""

    def newest_among(self, match: Match, groups: Sequence[int], before: int | None, limit: int) -> list[Found]:
        """The same for at most a thousand groups, at a cost that depends on their size alone."""

    def counts(self, keys: Sequence[int], clauses: Sequence[Clause]) -> dict[int, list[Counts]]:
        """By key, the counts of each clause; for ranking only."""

    def clear(self) -> None: ...

    def problems(self) -> list[str]:
        """What is inconsistent in the index, in sentences; empty when all is well."""


def engine() -> ModuleType:
    """The module for the database in use."""
    if connection.vendor == "sqlite":
        from goodwill.core.search import sqlite

        return sqlite
    from goodwill.core.search import postgres

    return postgres
