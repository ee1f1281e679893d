"""The form of a week of open hours: a row for each interval, as many a day as wanted, with or without scripts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from goodwill.service_levels.domain.weeks import Week, clock, put_in_order
from goodwill.service_levels.errors import UnusableCalendar

MOST_ROWS = 24
WORKDAYS = range(5)


@dataclass
class Row:
    """One interval as it is typed."""

    start: str = ""
    end: str = ""
    error: str = ""


@dataclass
class Day:
    number: int
    rows: list[Row] = field(default_factory=list)

    @property
    def name(self) -> str:
        return str(WEEKDAYS[self.number])


class WeekFields:
    """Seven days of rows, from what is kept or from what was posted; ``week`` is what they say once they are valid."""

    def __init__(self, days: Sequence[Sequence[Row]]) -> None:
        self.days = [Day(number, list(rows)) for number, rows in enumerate(days)]
        self.error = ""
        self.week: Week = []

    @classmethod
    def of(cls, week: Week) -> "WeekFields":
        """As it is kept; the end of the day is typed as 00:00. A day that is closed has one empty row."""
        return cls([[Row(clock(start), clock(end % 1440)) for start, end in day] or [Row()] for day in week])

    @classmethod
    def posted(cls, data: QueryDict) -> "WeekFields":
        days = []
        for number in range(7):
            typed = zip(data.getlist(f"start-{number}")[:MOST_ROWS], data.getlist(f"end-{number}")[:MOST_ROWS], strict=False)
            days.append([Row(start.strip(), end.strip()) for start, end in typed] or [Row()])
        return cls(days)

    def put_together(self, data: QueryDict) -> bool:
        """Do what a button of the week asks for: another row, or the hours of one day for others; False for no such button."""
        if (added := _number(data.get("add", ""))) is not None:
            self.days[added].rows.append(Row())
            return True
        source, _colon, where = data.get("copy", "").partition(":")
        number = _number(source)
        if number is None or where not in ("workdays", "all"):
            return False
        filled = [row for row in self.days[number].rows if row.start or row.end] or [Row()]
        for day in self.days:
            if day.number != number and (where == "all" or day.number in WORKDAYS):
                day.rows = [Row(row.start, row.end) for row in filled]
        return True

    def is_valid(self) -> bool:
        typed = [[pair for row in day.rows if (pair := self._pair(row)) is not None] for day in self.days]
        if any(row.error for day in self.days for row in day.rows):
            self.error = _("Some times can't be read.")
            return False
        try:
            self.week = put_in_order(typed)
        except UnusableCalendar as error:
            self.error = str(error)
            return False
        return True

    @staticmethod
    def _pair(row: Row) -> tuple[int, int] | None:
        if not row.start and not row.end:
            return None
        start, end = _minute(row.start), _minute(row.end)
        if start is None or end is None:
            row.error = _("Give both times, such as 09:00 and 17:30.")
            return None
        return start % 1440, end


def _minute(text: str) -> int | None:
    found = re.fullmatch(r"(\d{1,2})[:.h]?(\d{2})(?::00)?|(\d{1,2})", text)
    if not found:
        return None
    hours, minutes = int(found[1] or found[3]), int(found[2] or 0)
    return hours * 60 + minutes if minutes < 60 and hours * 60 + minutes <= 1440 else None


def _number(text: str) -> int | None:
    return int(text) if text in {"0", "1", "2", "3", "4", "5", "6"} else None
