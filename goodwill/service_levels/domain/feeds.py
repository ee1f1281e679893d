"""Reads an iCalendar: which days of the calendar's zone its events fill from midnight to midnight, and what they are called.

Pure: bytes in, dates out. A feed is written by others, so what can't be read in it is counted and left out, and nothing in
it makes us work for long. The library is imported where it is used.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from goodwill.service_levels.errors import FeedUnreadable

MAX_BYTES = 5 * 1024 * 1024
MAX_EVENTS = 10_000
MAX_TIMES = 20_000
MAX_LENGTH = timedelta(days=366)
SECONDS = 10.0
SLOW_PARTS = {"BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYSETPOS", "BYEASTER"}
Start = date | datetime


@dataclass(frozen=True)
class Found:
    """The days that events fill, by date, with their names; ``left_out`` counts events that fill no day or can't be read."""

    days: dict[date, str]
    left_out: int


def parse(content: bytes, zone: str, first: date, last: date) -> Found:
    """The free days from ``first`` to ``last``; raise FeedUnreadable when this is no calendar or takes too long.

    An all-day event fills its days, its end not included; an event with times fills those that it covers wholly by the
    clock of ``zone``. Recurring events, their exceptions and changed occurrences are followed; cancelled ones don't count.
    """
    events = _events(content)
    moved = _moved(events)
    stop = time.monotonic() + SECONDS
    names: dict[date, list[str]] = {}
    left_out = 0
    for event in events:
        if time.monotonic() > stop:
            raise FeedUnreadable(_("The calendar repeats so much that reading it takes too long."))
        if str(event.get("STATUS", "")).upper() == "CANCELLED":
            continue
        try:
            spans = list(_spans(event, moved, first, last))
        except (ValueError, TypeError, AttributeError, KeyError, OverflowError):
            left_out += 1
            continue
        filled = [day for start, length in spans for day in _days(start, length, ZoneInfo(zone), first, last)]
        left_out += 0 if filled or not _is_short(event) else 1
        name = " ".join(str(event.get("SUMMARY", "")).split()) or _("without a name")
        for day in filled:
            if name not in names.setdefault(day, []):
                names[day].append(name)
    return Found({day: ", ".join(names[day])[:200] for day in sorted(names)}, left_out)


def _events(content: bytes) -> list[Any]:
    from icalendar import Calendar

    if len(content) > MAX_BYTES:
        raise FeedUnreadable(_("The calendar is larger than %(size)d MB.") % {"size": MAX_BYTES // 1024 // 1024})
    if b"BEGIN:VCALENDAR" not in content[:4096].upper():
        raise FeedUnreadable(_("This is not an iCalendar: it does not begin as one. Look for an address or a file that ends in .ics."))
    try:
        found = [event for calendar in Calendar.from_ical(content, multiple=True) for event in calendar.walk("VEVENT")]
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError) as error:
        raise FeedUnreadable(_("The calendar can't be read: it is damaged.")) from error
    if len(found) > MAX_EVENTS:
        raise FeedUnreadable(_("The calendar has more than %(count)d events.") % {"count": MAX_EVENTS})
    return found


def _moved(events: list[Any]) -> dict[str, set[date]]:
    """By event, the occurrences that have an event of their own, or were called off, and so are left out of the series."""
    moved: dict[str, set[date]] = {}
    for event in events:
        if "RECURRENCE-ID" in event and hasattr(event["RECURRENCE-ID"], "dt"):
            moved.setdefault(str(event.get("UID", "")), set()).add(_day(event["RECURRENCE-ID"].dt))
    return moved


def _spans(event: Any, moved: dict[str, set[date]], first: date, last: date) -> Iterator[tuple[Start, timedelta]]:
    """Start and length of each occurrence that may reach into the window."""
    start: Start = event["DTSTART"].dt
    length = _length(event, start)
    if not timedelta(0) <= length <= MAX_LENGTH:
        raise ValueError("an event of more than a year, or one that runs backwards")
    if "RECURRENCE-ID" in event:
        yield start, length
        return
    without = moved.get(str(event.get("UID", "")), set()) | {_day(day) for day in _listed(event, "EXDATE")}
    for occurrence in (*_repeated(event, start, first - length, last), *_listed(event, "RDATE")):
        if _day(occurrence) not in without:
            yield occurrence, length


def _length(event: Any, start: Start) -> timedelta:
    """How long by the wall clock of its own zone: a day on which clocks change is a day."""
    if "DTEND" in event:
        end, zone = event["DTEND"].dt, getattr(start, "tzinfo", None)
        if isinstance(end, datetime) and end.tzinfo and zone:
            end = end.astimezone(zone)
        return _plain(end) - _plain(start)
    if "DURATION" in event:
        return event["DURATION"].dt
    return timedelta(days=1) if _is_whole(start) else timedelta(0)


def _repeated(event: Any, start: Start, first: date, last: date) -> Iterator[Start]:
    if "RRULE" not in event:
        yield start
        return
    rules = event["RRULE"] if isinstance(event["RRULE"], list) else [event["RRULE"]]
    for rule in rules:
        for moment in _times(rule, start, last):
            if moment.date() >= first - timedelta(days=1):
                yield moment.date() if _is_whole(start) else moment.replace(tzinfo=getattr(start, "tzinfo", None))


def _times(rule: Any, start: Start, last: date) -> Iterator[datetime]:
    """The occurrences by the wall clock of the event's own zone, from the beginning to the end of the window."""
    from dateutil.rrule import rrulestr

    frequency = str(rule["FREQ"][0]).upper()
    if frequency not in ("DAILY", "WEEKLY", "MONTHLY", "YEARLY"):
        raise ValueError("repeats within the day")
    if frequency == "DAILY" and SLOW_PARTS & {str(part).upper() for part in rule}:
        raise ValueError("a rule that takes too long to follow")
    kept = {part: value for part, value in rule.items() if str(part).upper() != "UNTIL"}
    end = datetime(last.year, last.month, last.day, 23, 59)
    for until in rule.get("UNTIL", []):
        end = min(end, _until(until, start))
    text = type(rule)(kept).to_ical().decode()
    begin = _plain(start)
    for moment in islice(rrulestr(text, dtstart=begin, ignoretz=True), MAX_TIMES):
        if moment > end:
            return
        yield moment


def _until(until: Start, start: Start) -> datetime:
    """The end of a series by the wall clock of its start; a date means the whole of that day."""
    if not isinstance(until, datetime):
        return datetime(until.year, until.month, until.day, 23, 59, 59)
    zone = getattr(start, "tzinfo", None)
    return (until.astimezone(zone) if until.tzinfo and zone else until).replace(tzinfo=None)


def _days(start: Start, length: timedelta, zone: ZoneInfo, first: date, last: date) -> Iterator[date]:
    """The days that are filled from midnight to midnight."""
    begin, end = _plain(start), _plain(start) + length
    if isinstance(start, datetime) and start.tzinfo:
        begin, end = (moment.astimezone(zone).replace(tzinfo=None) for moment in (start, start + length))
    day = begin.date() if begin.time() == datetime.min.time() else begin.date() + timedelta(days=1)
    while datetime(day.year, day.month, day.day) + timedelta(days=1) <= end:
        if first <= day <= last:
            yield day
        day += timedelta(days=1)


def _listed(event: Any, name: str) -> list[Start]:
    """The dates of EXDATE or RDATE, which come as one list or as several; of a period its start."""
    value = event.get(name, [])
    lists = value if isinstance(value, list) else [value]
    moments = [entry.dt for one in lists for entry in one.dts]
    return [moment[0] if isinstance(moment, tuple) else moment for moment in moments]


def _is_short(event: Any) -> bool:
    """Whether this event fills no day wherever it lies: one with times, of less than a day."""
    start = event["DTSTART"].dt
    return not _is_whole(start) and _length(event, start) < timedelta(days=2)


def _is_whole(start: Start) -> bool:
    return not isinstance(start, datetime)


def _plain(start: Start) -> datetime:
    return start.replace(tzinfo=None) if isinstance(start, datetime) else datetime(start.year, start.month, start.day)


def _day(moment: Start) -> date:
    return moment.date() if isinstance(moment, datetime) else moment
