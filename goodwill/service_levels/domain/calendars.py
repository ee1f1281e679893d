"""Counts open hours: when so much of them has passed, how much lies between two moments, and what counted and what did not.

Pure: values in, values out. A moment counts when the clock on the wall of the calendar's zone shows an open minute then. So
an hour that happens twice counts twice, an hour that is skipped does not count, and neither does a day that was skipped.

The work is done by the days of UTC. Each holds at most one change of the clocks, so it is one or two stretches of constant
offset, and in a stretch the open hours of the local days are shifted as they are. Going by local days instead would be wrong
where clocks go back over midnight (St. John's did at 00:01 until 2011): the days interleave.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

Intervals = tuple[tuple[int, int], ...]
# Open stretches of one day of UTC in microseconds since 1970, and their sum.
_Open = tuple[tuple[tuple[int, int], ...], int]

DAY = 86_400
MICRO = 1_000_000
DAY_MICRO = DAY * MICRO
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EPOCH_DAY = EPOCH.toordinal()
# Without an open second for so many days we say never, and so we do where the hours don't come together in a long life.
LONGEST_CLOSED = 3_653
LONGEST = 36_525
KEPT_DAYS = 4_096


class NeverOpen(Exception):
    """So much open time never comes together."""


class Reason(StrEnum):
    """Why a stretch of time counts or does not."""

    OPEN = "open"
    NIGHT = "night"
    BREAK = "break"
    CLOSED = "closed"
    HOLIDAY = "holiday"
    OVERRIDE = "override"


def _check(intervals: Intervals) -> None:
    edge = 0
    for start, end in intervals:
        if not edge <= start < end <= 1440:
            raise ValueError("intervals are sorted, disjoint and within a day")
        edge = end


@dataclass(frozen=True, slots=True)
class Hours:
    """The open hours of a calendar as a value.

    ``weekly`` has seven days, Monday first; an interval is ``(start, end)`` in minutes after local midnight, sorted and
    disjoint, ``0 <= start < end <= 1440``. ``days`` are the dates that differ, without intervals where closed. ``names``
    says why a date differs, for those who read it; it has no say in what counts.
    """

    zone: str
    weekly: tuple[Intervals, ...]
    days: tuple[tuple[date, Intervals], ...] = ()
    names: tuple[tuple[date, Reason, str], ...] = ()
    _by_day: dict[int, Intervals] = field(init=False, repr=False, compare=False, default_factory=dict)
    _opened: dict[int, _Open] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        if len(self.weekly) != 7:
            raise ValueError("a week has seven days")
        for intervals in (*self.weekly, *(intervals for _, intervals in self.days)):
            _check(intervals)
        self._by_day.update((day.toordinal() - EPOCH_DAY, intervals) for day, intervals in self.days)

    def on(self, day: date) -> Intervals:
        """The open intervals of one local date."""
        return self._of(day.toordinal() - EPOCH_DAY)

    def _of(self, local_day: int) -> Intervals:
        found = self._by_day.get(local_day)
        # The first of January 1970 was a Thursday.
        return self.weekly[(local_day + 3) % 7] if found is None else found


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of time that counted or did not, and why; ``name`` is the holiday's or the override's."""

    start: datetime
    end: datetime
    is_counted: bool
    reason: Reason
    name: str = ""

    @property
    def length(self) -> timedelta:
        return self.end - self.start


ALWAYS = Hours("UTC", (((0, 1440),),) * 7)


def after(hours: Hours, start: datetime, counted: timedelta) -> datetime:
    """The first moment, in UTC, by which so much open time has passed since ``start``.

    Raise NeverOpen when ten years go by without an open second, or a hundred before it comes together.
    """
    left = counted // timedelta(microseconds=1)
    if left <= 0:
        return start.astimezone(UTC)
    begin = _micro(start)
    day = first = begin // DAY_MICRO
    last_open, known = first, hours._opened
    while True:
        stretches, total = known.get(day) or _opened(hours, day)
        if total:
            last_open = day
            if day == first:
                stretches, total = _from(stretches, begin)
            if total >= left:
                return EPOCH + timedelta(microseconds=_reach(stretches, left))
            left -= total
        elif day - last_open > LONGEST_CLOSED or _is_over(hours, day):
            raise NeverOpen
        day += 1
        if day - first > LONGEST:
            raise NeverOpen


def between(hours: Hours, start: datetime, end: datetime) -> timedelta:
    """The open time from ``start`` to ``end``; none where that runs backwards."""
    begin, until = _micro(start), _micro(end)
    if begin >= until:
        return timedelta(0)
    first, last, known = begin // DAY_MICRO, until // DAY_MICRO, hours._opened
    summed = 0
    for day in range(first, last + 1):
        stretches, total = known.get(day) or _opened(hours, day)
        if day in (first, last):
            total = sum(max(0, min(e, until) - max(s, begin)) for s, e in stretches)
        summed += total
    return timedelta(microseconds=summed)


def is_open(hours: Hours, at: datetime) -> bool:
    """Whether the moment itself counts."""
    moment = _micro(at)
    return any(s <= moment < e for s, e in _opened(hours, moment // DAY_MICRO)[0])


def segments(hours: Hours, start: datetime, end: datetime) -> list[Segment]:
    """All of ``start`` to ``end`` in order: what counted and what did not, with the reason; neighbours alike are one."""
    names = {day.toordinal() - EPOCH_DAY: (reason, name) for day, reason, name in hours.names}
    found: list[tuple[int, int, bool, Reason, str]] = []
    for s, e, local_day, reason in _pieces(hours, _micro(start), _micro(end)):
        special, name = names.get(local_day, (reason, ""))
        is_counted = reason == Reason.OPEN
        reason = reason if is_counted else special
        if found and found[-1][1] == s and found[-1][2:] == (is_counted, reason, name):
            found[-1] = (found[-1][0], e, is_counted, reason, name)
        else:
            found.append((s, e, is_counted, reason, name))
    return [Segment(_moment(s), _moment(e), is_counted, reason, name) for s, e, is_counted, reason, name in found]


def _pieces(hours: Hours, begin: int, until: int) -> Iterator[tuple[int, int, int, Reason]]:
    """What lies between, in pieces of one local day each, with the reason that the hours themselves give."""
    for day in range(begin // DAY_MICRO, -(-until // DAY_MICRO)):
        for from_, to, offset in _stretches(hours.zone, day):
            for local_day in range((from_ + offset) // DAY, (to + offset - 1) // DAY + 1):
                midnight = local_day * DAY - offset
                for start, end, reason in _parts(hours, local_day):
                    s = max((midnight + start * 60) * MICRO, from_ * MICRO, begin)
                    e = min((midnight + end * 60) * MICRO, to * MICRO, until)
                    if s < e:
                        yield s, e, local_day, reason


def _parts(hours: Hours, local_day: int) -> Iterator[tuple[int, int, Reason]]:
    """A local day from midnight to midnight, in minutes."""
    intervals = hours._of(local_day)
    if not intervals:
        yield 0, 1440, Reason.HOLIDAY if local_day in hours._by_day else Reason.CLOSED
        return
    edge = 0
    for start, end in intervals:
        yield edge, start, Reason.BREAK if edge else Reason.NIGHT
        yield start, end, Reason.OPEN
        edge = end
    yield edge, 1440, Reason.NIGHT


def _opened(hours: Hours, day: int) -> _Open:
    """The open stretches of one day of UTC; kept, since targets fall into the same days again and again."""
    known = hours._opened.get(day)
    if known is not None:
        return known
    found: list[tuple[int, int]] = []
    for from_, to, offset in _stretches(hours.zone, day):
        for local_day in range((from_ + offset) // DAY, (to + offset - 1) // DAY + 1):
            midnight = local_day * DAY - offset
            for start, end in hours._of(local_day):
                s, e = max(midnight + start * 60, from_), min(midnight + end * 60, to)
                if s < e:
                    found.append((s * MICRO, e * MICRO))
    opened = tuple(found), sum(e - s for s, e in found)
    if len(hours._opened) >= KEPT_DAYS:
        hours._opened.clear()
    hours._opened[day] = opened
    return opened


@lru_cache(maxsize=16_384)
def _stretches(zone: str, day: int) -> tuple[tuple[int, int, int], ...]:
    """A day of UTC as stretches ``(start, end, offset)`` in seconds; no zone ever changed its clocks twice in three days."""
    begin, end = day * DAY, (day + 1) * DAY
    offset, later = _offset(zone, begin), _offset(zone, end - 1)
    if offset == later:
        return ((begin, end, offset),)
    change = bisect_right(range(begin, end), False, key=lambda second: _offset(zone, second) != offset)
    return ((begin, begin + change, offset), (begin + change, end, later))


def _offset(zone: str, second: int) -> int:
    offset = (EPOCH + timedelta(seconds=second)).astimezone(ZoneInfo(zone)).utcoffset()
    return round(offset.total_seconds()) if offset else 0


def _from(stretches: tuple[tuple[int, int], ...], begin: int) -> _Open:
    left = tuple((max(s, begin), e) for s, e in stretches if e > begin)
    return left, sum(e - s for s, e in left)


def _reach(stretches: tuple[tuple[int, int], ...], left: int) -> int:
    """The moment by which ``left`` of these stretches has passed; it lies within."""
    for s, e in stretches:
        if e - s >= left:
            return s + left
        left -= e - s
    raise AssertionError("more than there is")


def _is_over(hours: Hours, day: int) -> bool:
    """Whether no day after this one can be open: no weekly hours, and the last date that differs is past."""
    return not any(hours.weekly) and day > max(hours._by_day, default=0) + 2


def _micro(moment: datetime) -> int:
    return (moment - EPOCH) // timedelta(microseconds=1)


def _moment(micro: int) -> datetime:
    return EPOCH + timedelta(microseconds=micro)
