"""Understands the dates of search operators: 2024-05-01, 2024-05, 2024, 3d, today, yesterday, this-week, last-month."""

import re
from datetime import date, timedelta

_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_AGO = re.compile(r"(\d{1,4})([dwmy])")
_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}


def date_range(text: str, today: date) -> tuple[date, date] | None:
    """The first day that is meant and the day after the last; None when it is no date. Weeks start on Monday."""
    text = text.strip().lower().replace("_", "-").replace("/", "-").replace(".", "-")
    try:
        return _named(text, today) or _iso(text) or _ago(text, today)
    except (ValueError, OverflowError):
        return None


def _named(text: str, today: date) -> tuple[date, date] | None:
    monday, first = today - timedelta(days=today.weekday()), today.replace(day=1)
    day = timedelta(days=1)
    ranges = {
        "today": (today, today + day),
        "yesterday": (today - day, today),
        "this-week": (monday, monday + 7 * day),
        "last-week": (monday - 7 * day, monday),
        "this-month": (first, _next_month(first)),
        "last-month": ((first - day).replace(day=1), first),
        "this-year": (date(today.year, 1, 1), date(today.year + 1, 1, 1)),
        "last-year": (date(today.year - 1, 1, 1), date(today.year, 1, 1)),
    }
    return ranges.get(text)


def _iso(text: str) -> tuple[date, date] | None:
    match = _ISO.fullmatch(text)
    if not match:
        return None
    year, month, day = match.groups()
    if day:
        start = date(int(year), int(month), int(day))
        return start, start + timedelta(days=1)
    if month:
        start = date(int(year), int(month), 1)
        return start, _next_month(start)
    return date(int(year), 1, 1), date(int(year) + 1, 1, 1)


def _ago(text: str, today: date) -> tuple[date, date] | None:
    match = _AGO.fullmatch(text)
    if not match:
        return None
    start = today - timedelta(days=int(match[1]) * _DAYS[match[2]])
    return start, start + timedelta(days=1)


def _next_month(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1)
