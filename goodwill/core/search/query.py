"""Reads what a person types into the search box: words, "phrases", -exclusions and operators such as ``before:2024-05-01``.

Which operators there are is told by the caller, except those over dates and the title, which every document has.
What can't be understood becomes a sentence for the person and is left out; nothing here raises.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, tzinfo
from difflib import get_close_matches

from django.utils.translation import gettext as _

from goodwill.core import clock
from goodwill.core.search import words
from goodwill.core.search.dates import date_range
from goodwill.core.search.documents import Field, Term

MOST_TERMS = 16
LONGEST_QUERY = 500
_DATES = ("before", "after", "on")
_TITLE = "subject"

_PART = re.compile(
    r"""(?P<minus>-?)                       # exclusion
        (?:(?P<name>[^\W\d_][\w-]*):)?      # operator
        (?:["“”„«»](?P<quoted>[^"“”„«»]*)(?P<close>["“”„«»]|$)|(?P<bare>[^\s"“”„«»]+))""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Operator:
    """``choices`` lists the allowed values; empty means any. Aliases and localised names are extra entries."""

    name: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Condition:
    """An operator of the caller's as it was typed, folded by nobody; ``is_negated`` for ``-tag:gift``."""

    name: str
    value: str
    is_negated: bool = False


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """``since`` is inclusive and ``until`` exclusive, both aware. ``plain`` is the text without operators and exclusions."""

    terms: tuple[Term, ...] = ()
    conditions: tuple[Condition, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    problems: tuple[str, ...] = ()
    plain: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.terms or self.conditions or self.since or self.until)

    def values(self, name: str, *, negated: bool = False) -> list[str]:
        """What was typed for this operator, in order."""
        return [condition.value for condition in self.conditions if condition.name == name and condition.is_negated == negated]


@dataclass(slots=True)
class _Reading:
    operators: Mapping[str, Operator]
    today: date
    zone: tzinfo
    terms: list[Term] = field(default_factory=list)
    conditions: list[Condition] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    plain: list[str] = field(default_factory=list)
    since: datetime | None = None
    until: datetime | None = None


def parse(
    text: str,
    operators: Sequence[Operator] = (),
    *,
    is_typing: bool = False,
    zone: tzinfo | None = None,
    now: datetime | None = None,
) -> ParsedQuery:
    """Read a search. ``is_typing`` takes the last word as a beginning. Dates are days of ``zone``, UTC when it is None."""
    moment = now or clock.now()
    zone = zone or moment.tzinfo
    assert zone is not None
    reading = _Reading({operator.name: operator for operator in operators}, moment.astimezone(zone).date(), zone)
    text = text.replace("\x00", " ")
    if len(text) > LONGEST_QUERY:
        text = text[:LONGEST_QUERY]
        reading.problems.append(_("Only the first %(count)d characters are searched.") % {"count": LONGEST_QUERY})
    parts = list(_PART.finditer(text))
    for index, part in enumerate(parts):
        is_last = is_typing and index == len(parts) - 1 and part.end() == len(text)
        _read_part(reading, part, is_last=is_last)
    if len(reading.terms) > MOST_TERMS:
        del reading.terms[MOST_TERMS:]
        reading.problems.append(_("Only the first %(count)d words are searched.") % {"count": MOST_TERMS})
    if reading.since and reading.until and reading.since >= reading.until:
        reading.problems.append(_("No day is after the one date and before the other."))
    return ParsedQuery(
        tuple(reading.terms),
        tuple(reading.conditions),
        reading.since,
        reading.until,
        tuple(reading.problems),
        " ".join(reading.plain),
    )


def _read_part(reading: _Reading, part: re.Match[str], *, is_last: bool) -> None:
    name, is_negated = (part["name"] or "").lower(), bool(part["minus"])
    value = part["quoted"] if part["quoted"] is not None else part["bare"]
    if not name and value.endswith(":") and value[:-1].lower() in {*reading.operators, *_DATES, _TITLE}:
        name, value = value[:-1].lower(), ""
    is_last = is_last and part["quoted"] is None
    if name and not value.strip() and (name in _DATES or name == _TITLE or name in reading.operators):
        if not is_last:
            reading.problems.append(_("“%(name)s:” needs a word after it.") % {"name": name})
    elif name in _DATES:
        _read_date(reading, name, value, is_negated=is_negated)
    elif name == _TITLE:
        _add_term(reading, value, is_last=is_last, is_negated=is_negated, where=Field.TITLE)
    elif name in reading.operators:
        _read_condition(reading, reading.operators[name], value.strip(), is_negated=is_negated)
    else:
        # An unknown name before a colon is no operator: "sizes:small", "https://…", "12:30".
        if name and (near := get_close_matches(name, [*_DATES, _TITLE, *reading.operators], n=1, cutoff=0.7)):
            reading.problems.append(_("“%(name)s:” is searched as a word. Did you mean “%(near)s:”?") % {"name": name, "near": near[0]})
        _add_term(reading, f"{part['name']} {value}" if name else value, is_last=is_last, is_negated=is_negated)
        if not is_negated:
            reading.plain.append(f"{part['name']}:{value}" if name else value)


def _add_term(reading: _Reading, value: str, *, is_last: bool, is_negated: bool, where: Field = Field.ANY) -> None:
    has_star = value.endswith("*")
    found, is_beginning = words.query_tokens(value)
    if found:
        is_open = is_last and value[-1:].isalnum()
        reading.terms.append(Term(found, is_beginning or is_open or has_star, is_negated, where))


def _read_condition(reading: _Reading, operator: Operator, value: str, *, is_negated: bool) -> None:
    if operator.choices:
        value = value.lower()
    if operator.choices and value not in operator.choices:
        allowed = ", ".join(operator.choices)
        reading.problems.append(
            _("“%(name)s:” does not know “%(value)s”. It takes: %(allowed)s.")
            % {"name": operator.name, "value": value[:40], "allowed": allowed}
        )
    else:
        reading.conditions.append(Condition(operator.name, value, is_negated))


def _read_date(reading: _Reading, name: str, value: str, *, is_negated: bool) -> None:
    days = date_range(value, reading.today)
    if is_negated:
        reading.problems.append(_("“-%(name)s:” is not understood; use before: or after: the other way round.") % {"name": name})
        return
    if days is None:
        reading.problems.append(
            _("“%(name)s:%(value)s” is not a date. Write 2024-05-01, 2024-05, 3d (three days ago), yesterday or last-week.")
            % {"name": name, "value": value[:40]}
        )
        return
    first, end = (datetime.combine(day, time.min, reading.zone) for day in days)
    if name in ("on", "after"):
        start = first if name == "on" or _is_span_back(value) else end
        reading.since = max(filter(None, (reading.since, start)))
    if name in ("on", "before"):
        stop = end if name == "on" else first
        reading.until = min(filter(None, (reading.until, stop)))


def _is_span_back(value: str) -> bool:
    """``after:3d`` means within the last three days, that day included."""
    return bool(re.fullmatch(r"\d+[dwmy]", value.strip().lower()))
