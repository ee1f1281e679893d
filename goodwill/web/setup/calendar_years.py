"""A year of a calendar as twelve small months: what is open, and why a day is not."""

import calendar as months_of
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils.dates import MONTHS, WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import gettext as _

from goodwill.service_levels.domain.calendars import Intervals, Reason
from goodwill.service_levels.domain.weeks import span
from goodwill.service_levels.models import Calendar, FreeDay


@dataclass(frozen=True)
class Cell:
    """One day; ``kind`` is open, closed, holiday, season or proposed, ``words`` say the same."""

    day: date
    kind: str
    words: str
    is_today: bool


@dataclass(frozen=True)
class Note:
    """Days of a month that have a name, in a row."""

    first: date
    last: date
    kind: str
    words: str


@dataclass(frozen=True)
class Month:
    name: str
    weeks: list[list[Cell | None]]
    notes: list[Note]


def year_of(calendar: Calendar, year: int, today: date) -> list[Month]:
    """The months of a year, with what is decided and what waits to be."""
    hours = calendar.hours()
    named = {day: (reason, name) for day, reason, name in hours.names if day.year == year}
    waiting = dict(calendar.free_days.filter(state=FreeDay.State.PROPOSED, day__year=year).values_list("day", "name"))

    def cell(day: date) -> Cell:
        intervals = hours.on(day)
        reason, name = named.get(day, (None, ""))
        if reason == Reason.HOLIDAY:
            kind, words = "holiday", _("closed, %(name)s") % {"name": name}
        elif reason == Reason.OVERRIDE:
            kind, words = "season" if intervals else "shut", f"{name}: {said(intervals)}"
        elif day in waiting:
            kind, words = "proposed", _("%(name)s, to be decided") % {"name": waiting[day]}
        else:
            kind, words = "open" if intervals else "closed", said(intervals)
        return Cell(day, kind, words, day == today)

    names = waiting | {day: name for day, (_reason, name) in named.items()}
    return [_month(year, number, cell, names) for number in MONTHS]


def _month(year: int, number: int, cell: Callable[[date], Cell], names: dict[date, str]) -> Month:
    weeks = [[cell(day) if day.month == number else None for day in week] for week in months_of.Calendar().monthdatescalendar(year, number)]
    notes: list[Note] = []
    for shown in (shown for week in weeks for shown in week if shown is not None and shown.day in names):
        name = names[shown.day]
        before = notes[-1] if notes else None
        if before and before.words == name and (shown.day - before.last).days == 1:
            notes[-1] = Note(before.first, shown.day, before.kind, name)
        else:
            notes.append(Note(shown.day, shown.day, shown.kind, name))
    return Month(str(MONTHS[number]), weeks, notes)


def said(intervals: Intervals) -> str:
    """Open hours of a day in words."""
    if not intervals:
        return _("closed")
    if intervals == ((0, 1440),):
        return _("round the clock")
    return ", ".join(span(start, end) for start, end in intervals)


def week_said(weekly: tuple[Intervals, ...]) -> list[tuple[str, str]]:
    """A week in words, days alike together: ("Monday to Friday", "09:00-17:00")."""
    lines: list[tuple[int, int, str]] = []
    for number, intervals in enumerate(weekly):
        words = said(intervals)
        if lines and lines[-1][2] == words:
            lines[-1] = (lines[-1][0], number, words)
        else:
            lines.append((number, number, words))
    return [(_days(first, last), words) for first, last, words in lines]


def _days(first: int, last: int) -> str:
    if first == last:
        return str(WEEKDAYS[first])
    return _("%(first)s to %(last)s") % {"first": WEEKDAYS[first], "last": WEEKDAYS[last]}


def heads() -> list[tuple[str, str]]:
    """The weekdays, short and in full."""
    return [(str(WEEKDAYS_ABBR[number]), str(WEEKDAYS[number])) for number in range(7)]
