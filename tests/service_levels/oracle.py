"""Open hours counted by looking at the clock on the wall once a minute: slow, plain, and written without the calculator's ideas."""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from random import Random
from zoneinfo import ZoneInfo

from goodwill.service_levels.domain.calendars import Hours, Intervals

MINUTE = timedelta(minutes=1)
# Borders that changes of the clocks like, and those of a day.
MINUTES = (0, 1, 30, 60, 61, 90, 120, 150, 180, 210, 540, 720, 780, 1080, 1380, 1410, 1439, 1440)


class Walk:
    """The minutes from ``begin`` on, each open or not by the wall clock of the calendar's zone."""

    def __init__(self, hours: Hours, begin: datetime, minutes: int) -> None:
        self.begin = begin.replace(second=0, microsecond=0)
        differing = dict(hours.days)
        zone = ZoneInfo(hours.zone)
        self.is_open: list[bool] = []
        for number in range(minutes):
            wall = (self.begin + number * MINUTE).astimezone(zone)
            intervals = differing.get(wall.date(), hours.weekly[wall.weekday()])
            clock = wall.hour * 60 + wall.minute
            self.is_open.append(any(start <= clock < end for start, end in intervals))

    def between(self, start: datetime, end: datetime) -> timedelta:
        counted = timedelta(0)
        for number in self._numbers(start, end):
            minute = self.begin + number * MINUTE
            if self.is_open[number]:
                counted += min(end, minute + MINUTE) - max(start, minute)
        return counted

    def after(self, start: datetime, wanted: timedelta) -> datetime | None:
        """The first moment by which it came together; None where that is beyond the walk."""
        if wanted <= timedelta(0):
            return start
        for number in range((start - self.begin) // MINUTE, len(self.is_open)):
            if not self.is_open[number]:
                continue
            minute = max(start, self.begin + number * MINUTE)
            length = self.begin + (number + 1) * MINUTE - minute
            if length >= wanted:
                return minute + wanted
            wanted -= length
        return None

    def _numbers(self, start: datetime, end: datetime) -> range:
        return range((start - self.begin) // MINUTE, -(-(end - self.begin) // MINUTE))


def some_day(random: Random) -> Intervals:
    """Up to three intervals of a day, at borders that hurt."""
    marks = sorted(random.sample(MINUTES, 2 * random.choice((0, 1, 1, 2, 3))))
    return tuple(zip(marks[::2], marks[1::2], strict=True))


def some_hours(zone: str, random: Random, near: date) -> Hours:
    """A week, and dates that differ around ``near``."""
    weekly = tuple(some_day(random) for _ in range(7))
    differing = {near + timedelta(days=random.randint(-2, 2)): some_day(random) for _ in range(random.choice((0, 0, 1, 2)))}
    return Hours(zone, weekly, tuple(sorted(differing.items())))


@cache
def changes(zone: str, first: int = 2005, last: int = 2037) -> tuple[datetime, ...]:
    """The moments, to the hour, at which the clocks of a zone change: one of each sort, as in "an hour back over midnight"."""
    found: dict[tuple[timedelta, int], datetime] = {}
    place, step = ZoneInfo(zone), timedelta(days=5)
    at, end = datetime(first, 1, 1, tzinfo=UTC), datetime(last, 12, 31, tzinfo=UTC)
    offset = at.astimezone(place).utcoffset()
    while at < end:
        after = (at + step).astimezone(place).utcoffset()
        if after != offset:
            low, high = 0, 5 * 24
            while high - low > 1:
                middle = (low + high) // 2
                is_before = (at + timedelta(hours=middle)).astimezone(place).utcoffset() == offset
                low, high = (middle, high) if is_before else (low, middle)
            moment = at + timedelta(hours=high)
            found.setdefault((after - offset, moment.astimezone(place).hour), moment)
        at, offset = at + step, after
    return tuple(found.values())
