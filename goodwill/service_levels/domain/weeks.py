"""Weeks of open hours as they are typed and kept: checked, put in order, and read out."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from goodwill.service_levels.errors import UnusableCalendar

Week = list[list[list[int]]]
END = 1440


def put_in_order(typed: Sequence[Iterable[tuple[int, int]]]) -> Week:
    """Seven days of typed ``(start, end)`` minutes as a week.

    One that ends before it starts goes over midnight and becomes two: Monday 22:00 to 02:00 is Monday to 24:00 and Tuesday
    from 0:00. One that starts and ends at the same time is the whole day. Intervals that touch become one; raise
    UnusableCalendar for those that overlap.
    """
    days: list[list[tuple[int, int]]] = [[] for _day in range(7)]
    for number, intervals in enumerate(typed):
        for start, end in intervals:
            if not 0 <= start < END or not 0 <= end <= END:
                raise UnusableCalendar(_("A time of day is between 0:00 and 24:00."))
            if end > start:
                days[number].append((start, end))
            else:
                days[number].append((start, END))
                days[(number + 1) % 7] += [(0, end)] if end else []
    return [_joined(day) for day in days]


def _joined(intervals: list[tuple[int, int]]) -> list[list[int]]:
    joined: list[list[int]] = []
    for start, end in sorted(intervals):
        if joined and start < joined[-1][1]:
            raise UnusableCalendar(
                _("%(first)s and %(second)s overlap.") % {"first": span(joined[-1][0], joined[-1][1]), "second": span(start, end)}
            )
        if joined and start == joined[-1][1]:
            joined[-1][1] = end
        else:
            joined.append([start, end])
    return joined


def minutes(week: Sequence[Sequence[Sequence[int]]]) -> int:
    """How long a week is open."""
    return sum(end - start for day in week for start, end in day)


def clock(minute: int) -> str:
    """Minutes after midnight as 09:30; the end of the day is 24:00."""
    return f"{minute // 60:02}:{minute % 60:02}"


def span(start: int, end: int) -> str:
    return f"{clock(start)}–{clock(end)}"
