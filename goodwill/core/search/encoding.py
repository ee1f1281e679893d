"""Encodes scope, kind, month and marks as words that no text contains, since folded words have no underscore."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime

_TOKEN = re.compile(r"[a-z0-9]{1,40}")
EVERYTHING = "_a"
_FIRST_YEAR, _LAST_YEAR = 1990, 2100
_MOST_MONTHS = 24


def scope(tokens: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({f"_s{_checked(token)}" for token in tokens}))


def marks(kind: str, at: datetime, tokens: Iterable[str] = ()) -> tuple[str, ...]:
    moment = at.astimezone(UTC)
    year = _within(moment.year)
    months = (f"_y{year}", f"_m{year}{moment.month:02}")
    return (EVERYTHING, kind_mark(kind), *months, *(mark(token) for token in tokens))


def kind_mark(kind: str) -> str:
    return f"_k{_checked(kind)}"


def mark(token: str) -> str:
    return f"_x{_checked(token)}"


def months(since: datetime | None, until: datetime | None) -> tuple[str, ...]:
    """Marks of which every document in this time has one: months when they are few, else years. Empty for all time."""
    if since is None and until is None:
        return ()
    first = since.astimezone(UTC) if since else datetime(_FIRST_YEAR, 1, 1, tzinfo=UTC)
    last = until.astimezone(UTC) if until else datetime(_LAST_YEAR, 12, 1, tzinfo=UTC)
    start, end = _within(first.year) * 12 + first.month - 1, _within(last.year) * 12 + last.month - 1
    if since and until and end - start < _MOST_MONTHS and _within(first.year) == first.year and _within(last.year) == last.year:
        return tuple(f"_m{month // 12}{month % 12 + 1:02}" for month in range(start, end + 1))
    return tuple(f"_y{year}" for year in range(start // 12, end // 12 + 1))


def _within(year: int) -> int:
    return min(max(year, _FIRST_YEAR), _LAST_YEAR)


def _checked(token: str) -> str:
    if not _TOKEN.fullmatch(token):
        raise ValueError(f"{token!r} can't be a token of the search index: use up to 40 of a-z and 0-9.")
    return token
