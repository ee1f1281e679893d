"""The values that cross between the search room and its users: documents that go in, queries, hits that come out."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from django.db.models import QuerySet


@dataclass(frozen=True, slots=True)
class Document:
    """Something that can be found.

    ``key`` is unique, positive and grows with time: hits come newest first by it. ``group`` gathers what belongs together
    (a conversation) and ``scope`` says who may see that group: short tokens of a-z and 0-9, the same for all documents of
    a group. ``kind`` and ``marks`` are such tokens too, by which a query can choose. ``at`` is aware. ``names`` holds who
    wrote it and the names of attached files.
    """

    key: int
    group: int
    kind: str
    at: datetime
    scope: tuple[str, ...] = ()
    title: str = ""
    text: str = ""
    names: str = ""
    marks: tuple[str, ...] = ()


class Field(StrEnum):
    """Which part of a document a term must stand in."""

    ANY = "any"
    TITLE = "title"
    NAMES = "names"


@dataclass(frozen=True, slots=True)
class Term:
    """Folded words that must stand next to each other (see ``words.query_tokens``); the last may be a beginning."""

    tokens: tuple[str, ...]
    is_prefix: bool = False
    is_negated: bool = False
    field: Field = Field.ANY


class Order(StrEnum):
    NEWEST = "newest"
    BEST = "best"


@dataclass(frozen=True, slots=True)
class Query:
    """All terms must be met. ``scope`` of None sees everything, an empty one nothing, else one token must be shared.

    ``kinds``: one of them; ``marks``: all of them. ``since`` and ``until`` (exclusive) bound ``at``. ``groups`` is a
    queryset whose primary keys are the groups that may be found. ``after`` is the ``next`` of the page before. With
    ``one_per_group`` a group is given once, by its first hit.
    """

    terms: tuple[Term, ...] = ()
    scope: frozenset[str] | None = None
    kinds: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    groups: "QuerySet | None" = field(default=None, compare=False)
    order: Order = Order.NEWEST
    limit: int = 20
    after: str = ""
    one_per_group: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A document that was found; ``score`` is 0 when the order is newest first."""

    key: int
    group: int
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Page:
    """``next`` asks for the page after this one; "" when there is none."""

    hits: Sequence[Hit]
    next: str = ""
