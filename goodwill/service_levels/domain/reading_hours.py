"""Puts the rows of a calendar together to hours, once for each version of it."""

from collections import OrderedDict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from goodwill.service_levels.domain.calendars import Hours, Intervals, Reason

if TYPE_CHECKING:
    from goodwill.service_levels.models import Calendar

KEPT = 500
_known: "OrderedDict[int, Hours]" = OrderedDict()


def hours_of(calendar: "Calendar") -> Hours:
    """What counts by this calendar: a season before a free day before the week. Kept by the version."""
    found = _known.get(calendar.version)
    if found is None:
        found = _known[calendar.version] = _put_together(calendar)
        if len(_known) > KEPT:
            _known.popitem(last=False)
    return found


def _put_together(calendar: "Calendar") -> Hours:
    days: dict[date, tuple[Intervals, Reason, str]] = {}
    counted = calendar.free_days.filter(state__in=["taken", "leaving"]).order_by("-day", "-id")
    for day, name in counted.values_list("day", "name"):
        days[day] = ((), Reason.HOLIDAY, name)
    seasons = calendar.seasons.values_list("starts_on", "ends_on", "name", "weekly", "pk")
    for starts_on, ends_on, name, weekly, _pk in sorted(seasons, key=lambda row: (row[0] - row[1], row[4])):
        week = as_week(weekly)
        for number in range((ends_on - starts_on).days + 1):
            day = starts_on + timedelta(days=number)
            days[day] = (week[day.weekday()], Reason.OVERRIDE, name)
    return Hours(
        zone=calendar.zone,
        weekly=as_week(calendar.weekly),
        days=tuple((day, days[day][0]) for day in sorted(days)),
        names=tuple((day, days[day][1], days[day][2]) for day in sorted(days)),
    )


def as_week(weekly: Sequence[Sequence[Sequence[int]]]) -> tuple[Intervals, ...]:
    """The JSON of a week as a value."""
    return tuple(tuple((start, end) for start, end in day) for day in weekly)
