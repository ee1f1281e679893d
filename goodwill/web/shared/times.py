"""Times in words, as short as they are still clear: today's as a time of day, this week's as a weekday, older as a date."""

from datetime import date, datetime, timedelta
from functools import lru_cache

from django.utils import formats, timezone
from django.utils.dates import MONTHS_3, WEEKDAYS_ABBR
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from goodwill.core.clock import now

# Written by hand rather than by Django's date formats: a list shows a hundred times, and those take 30 µs each.


def brief(moment: datetime, *, today: datetime | None = None) -> str:
    """For a row of a list: "14:05", "Yesterday", "Tue", "3 Nov", "3 Nov 2024"; of the future: "Tomorrow", "3 Dec".

    ``today`` is now in the reader's time zone, for those who ask many times.
    """
    today = today or timezone.localtime(now())
    local = moment.astimezone(today.tzinfo)
    days = today.toordinal() - local.toordinal()
    if days == 0:
        return f"{local:%H:%M}"
    return _day(get_language(), local.date(), days if -2 < days < 7 else None, local.year != today.year)


def full(moment: datetime) -> str:
    """For a title or a record: "Tue 3 Nov 2026, 14:05"."""
    local = timezone.localtime(moment)
    return f"{_weekday_and_day(get_language(), local.date())}, {local:%H:%M}"


def day(value: date | str) -> str:
    """A day without a time, given as such or in ISO 8601: "3 Nov"; of another year "3 Nov 2024"."""
    on = date.fromisoformat(value) if isinstance(value, str) else value
    return _day(get_language(), on, None, on.year != timezone.localtime(now()).year)


def daytime(moment: datetime) -> str:
    """For a message: "14:05", "Yesterday, 14:05", "Tue 14:05", "3 Nov, 14:05"."""
    today = timezone.localtime(now())
    local = moment.astimezone(today.tzinfo)
    clock = f"{local:%H:%M}"
    days = today.toordinal() - local.toordinal()
    if days == 0:
        return clock
    day = brief(moment, today=today)
    return f"{day} {clock}" if 1 < days < 7 else f"{day}, {clock}"


# A page names the same few days again and again, each by several words of the catalog.
@lru_cache(maxsize=4096)
def _day(language: str | None, day: date, days_ago: int | None, with_year: bool) -> str:
    if days_ago in (1, -1):
        return _("Yesterday") if days_ago == 1 else _("Tomorrow")
    if days_ago is not None:
        return str(WEEKDAYS_ABBR[day.weekday()])
    # Translators: the day and the short month, for example "3 Nov".
    words = _("%(day)s %(month)s") % {"day": day.day, "month": str(MONTHS_3[day.month]).title()}
    return f"{words} {day.year}" if with_year else words


@lru_cache(maxsize=4096)
def _weekday_and_day(language: str | None, day: date) -> str:
    return f"{WEEKDAYS_ABBR[day.weekday()]} {_day(language, day, None, True)}"


def span(duration: timedelta) -> str:
    """How long, in its largest unit: "5 min", "3 h", "12 days"."""
    return _span(get_language(), max(0, int(duration.total_seconds() // 60)))


@lru_cache(maxsize=4096)
def _span(language: str | None, minutes: int) -> str:
    if minutes < 60:
        return _("%(count)s min") % {"count": minutes}
    if minutes < 48 * 60:
        return _("%(count)s h") % {"count": minutes // 60}
    days = minutes // (24 * 60)
    return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}


def left(due: datetime, *, at: datetime) -> str:
    """The time until a promise ends, or since it ended: "45 s left", "12 min left", "3 h late", "2 days left"."""
    seconds = int((due - at).total_seconds())
    return _left(get_language(), *_unit(abs(seconds)), seconds < 0)


def _unit(seconds: int) -> tuple[int, str]:
    """Seconds in the unit in which people say so many; the browser counts in the same steps (``promises.js``)."""
    if seconds < 120:
        return seconds, "s"
    if seconds < 120 * 60:
        return seconds // 60, "min"
    return (seconds // 3600, "h") if seconds < 48 * 3600 else (seconds // 86400, "days")


@lru_cache(maxsize=4096)
def _left(language: str | None, count: int, unit: str, is_late: bool) -> str:
    if unit == "days":
        words = ngettext("%(count)s day", "%(count)s days", count) % {"count": count}
    else:
        words = {"s": _("%(count)s s"), "min": _("%(count)s min"), "h": _("%(count)s h")}[unit] % {"count": count}
    return (_("%(time)s late") if is_late else _("%(time)s left")) % {"time": words}


def size(count: int) -> str:
    """A size in bytes, in words that people use: "640 B", "12 kB", "3.4 MB"."""
    if count < 1000:
        return f"{count} B"
    if count < 1_000_000:
        return f"{round(count / 1000)} kB"
    return f"{formats.number_format(count / 1_000_000, 1)} MB"
