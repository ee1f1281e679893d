"""Finds groups by an exact identifier or its beginning: order numbers, e-mail addresses, phones, tracking numbers.

Identifiers are compared in a bare form: folded, without spaces and punctuation. A phone is kept with its country code
and without, so that it is found as it is dialled abroad and at home.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db import connection

from goodwill.core.search import encoding
from goodwill.core.search.models import SearchIdentifier
from goodwill.core.search.words import fold

SHORTEST = 3
LONGEST = 200
_SHORTEST_PHONE = 6
_LONGEST_PHONE = 17  # 15 digits (E.164) after 00
_ROWS_AT_ONCE = 200
_MOST_ROWS = 2_000
_MOST_IN_TEXT = 20
_LONGEST_TEXT = 20_000

_PUT = 'INSERT INTO core_searchidentifier (kind, value, "group", scope) VALUES'
_BARE = re.compile(r"[\W_]+")
_PHONE_TYPED = re.compile(r"\+?[\d\s().\-/]+")
_EMAIL = re.compile(r"[\w.+\-']{1,64}@[\w\-]+(?:\.[\w\-]+)+")
_PHONE = re.compile(r"(?<![\w+])(?:\+|00)[1-9][\d\s().\-/]{6,20}\d(?![\w])")
_HASH_NUMBER = re.compile(r"(?<!\w)#\s?([A-Z]{0,4}-?\d{3,12})(?!\w)", re.IGNORECASE)
_LETTERED_NUMBER = re.compile(r"(?<!\w)([A-Z]{1,6}-?\d{2,10}(?:-\d{1,10}){0,3})(?!\w)")
# UPS: 1Z and 16 more; letter post after UPU S10: RR123456789DE; the long digit rows of DHL, FedEx, USPS and others.
_TRACKING = re.compile(r"(?<!\w)(1Z[0-9A-Z]{16}|[A-Z]{2}\d{9}[A-Z]{2}|\d{12,22}|(?:\d{4} ){4,5}\d{2,4})(?!\w)")

# The country codes of one and of two digits (ITU-T E.164); all others have three.
_SHORT_CODES = {
    1,
    7,
    20,
    27,
    *range(30, 35),
    36,
    39,
    40,
    41,
    *range(43, 50),
    *range(51, 59),
    *range(60, 67),
    81,
    82,
    84,
    86,
    *range(90, 96),
    98,
}


class Kind(StrEnum):
    ORDER = "order"
    EMAIL = "email"
    PHONE = "phone"
    TRACKING = "tracking"


@dataclass(frozen=True, slots=True)
class Match:
    """A group that has the identifier; ``value`` is in the form that is compared."""

    group: int
    kind: str
    value: str
    is_exact: bool


def put(group: int, pairs: Iterable[tuple[str, str]], scope: tuple[str, ...]) -> None:
    """Add these (kind, value) to those of the group; repeats and what is too short to be looked for are passed over."""
    values = {(kind, form) for kind, value in pairs for form in forms(kind, value)}
    joined = " ".join(encoding.scope(scope))
    rows = [(kind, value, group, joined) for kind, value in sorted(values)]
    if rows:
        with connection.cursor() as cursor:
            places = ", ".join(["(%s, %s, %s, %s)"] * len(rows))
            cursor.execute(f'{_PUT} {places} ON CONFLICT (value, kind, "group") DO NOTHING', [part for row in rows for part in row])


def remove(group: int) -> None:
    SearchIdentifier.objects.filter(group=group).delete()


def find(text: str, scope: frozenset[str] | None, limit: int = 10) -> list[Match]:
    """Groups that have what was typed, newest first; then those with an identifier that begins with it."""
    typed = _typed(text)
    if not typed:
        return []
    found: dict[int, Match] = {}
    allowed = None if scope is None else set(encoding.scope(scope))
    for row in _exact(typed):
        if len(found) >= limit:
            break
        if allowed is None or not allowed.isdisjoint(row.scope.split()):
            found.setdefault(row.group, Match(row.group, row.kind, row.value, is_exact=True))
    for row in _beginning(typed):
        if len(found) >= limit:
            break
        if allowed is None or not allowed.isdisjoint(row.scope.split()):
            found.setdefault(row.group, Match(row.group, row.kind, row.value, is_exact=False))
    return list(found.values())


def forms(kind: str, value: str) -> list[str]:
    """The forms under which an identifier is kept; none when it is too short."""
    value = value[:LONGEST]
    if kind == Kind.EMAIL:
        found = [fold(value.strip())]
    elif kind == Kind.PHONE:
        found = _phone_forms(value)
    else:
        found = [bare(value)]
    return [form[:LONGEST] for form in found if len(form) >= SHORTEST]


def bare(value: str) -> str:
    """What is left of an identifier when it is compared: folded, without spaces and punctuation."""
    return _BARE.sub("", fold(value[:LONGEST]))[:LONGEST]


def extract(text: str) -> list[tuple[str, str]]:
    """What looks like an identifier in a text: (kind, value), at most twenty, in no particular order."""
    text = text[:_LONGEST_TEXT]
    if not any(character.isdigit() for character in text) and "@" not in text:
        return []
    found: dict[tuple[str, str], None] = {}
    patterns = (
        (Kind.EMAIL, _EMAIL),
        (Kind.TRACKING, _TRACKING),
        (Kind.PHONE, _PHONE),
        (Kind.ORDER, _HASH_NUMBER),
        (Kind.ORDER, _LETTERED_NUMBER),
    )
    for kind, pattern in patterns:
        for match in pattern.finditer(text):
            if kind is Kind.PHONE and sum(map(str.isdigit, match.group())) > _LONGEST_PHONE:
                continue
            found[kind, match.group(match.lastindex or 0)] = None
            if len(found) == _MOST_IN_TEXT:
                return list(found)
    return list(found)


def _typed(text: str) -> list[str]:
    """The forms that what was typed may have been kept under."""
    text = fold(text.strip()[:LONGEST]).replace("\x00", "")
    typed = [text] if "@" in text else []
    form = bare(text)
    if any(character.isdigit() for character in form):
        typed.append(form)
        if _PHONE_TYPED.fullmatch(text) and len(form) >= _SHORTEST_PHONE:
            typed.append(form.lstrip("0"))
    return [form for form in dict.fromkeys(typed) if len(form) >= SHORTEST]


def _phone_forms(value: str) -> list[str]:
    digits = re.sub(r"\D", "", value)
    if value.strip().startswith("+") or digits.startswith("00"):
        digits = digits.removeprefix("00")
        code = next((length for length in (1, 2) if int(digits[:length] or 0) in _SHORT_CODES), 3)
        return [digits, digits[code:].removeprefix("0")]
    return [digits.lstrip("0")]


def _exact(typed: Sequence[str]) -> Iterator[SearchIdentifier]:
    rows = SearchIdentifier.objects.filter(value__in=typed).order_by("-group")
    yield from rows[:_MOST_ROWS].iterator(_ROWS_AT_ONCE)


def _beginning(typed: Sequence[str]) -> Iterator[SearchIdentifier]:
    for form in typed:
        rows = SearchIdentifier.objects.filter(value__gt=form, value__lt=form + "\U0010ffff").order_by("value", "-group")
        yield from rows[:_MOST_ROWS].iterator(_ROWS_AT_ONCE)
