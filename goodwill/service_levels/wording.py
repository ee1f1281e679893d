"""What the desk promises, in words for customers: short where it is soon, a day and a time where it is not."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goodwill.commerce.domain.telling_progress import day_in_words
from goodwill.core.clock import now
from goodwill.service_levels.domain.promising_honestly import Basis, Promise

# Up to so long people reckon in minutes and hours; beyond that they want to know a day.
SOON = timedelta(hours=4)
STEP = timedelta(minutes=15)


def sentences(promise: Promise, at: datetime | None = None) -> str:
    """By when we answer, in the current language and time zone; also whether we are closed, or busier than usual."""
    at = at or now()
    said = []
    if promise.opens_at is not None:
        said.append(_("We are closed now and back %(time)s.") % {"time": when(promise.opens_at, at)})
    elif promise.basis is Basis.QUEUE:
        said.append(_("Much is being asked at the moment."))
    if promise.is_open and promise.wait <= SOON:
        said.append(_("We answer within %(span)s.") % {"span": span(promise.wait)})
    else:
        said.append(_("We answer by %(time)s.") % {"time": until(promise.expected, at)})
    return " ".join(said)


def span(length: timedelta) -> str:
    """Minutes up to an hour and a half, then full hours; rounded up: "20 minutes", "3 hours"."""
    minutes = -(-int(length.total_seconds()) // 60)
    if minutes <= 90:
        return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}
    hours = -(-minutes // 60)
    return ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}


def when(moment: datetime, at: datetime) -> str:
    """ "today at 14:00", "tomorrow at 9:00", "on Monday, 23 November at 9:00"."""
    local, days = _local(moment, at)
    time = _clock(local)
    if days == 0:
        return _("today at %(time)s") % {"time": time}
    if days == 1:
        return _("tomorrow at %(time)s") % {"time": time}
    return _("on %(day)s at %(time)s") % {"day": day_in_words(local), "time": time}


def until(moment: datetime, at: datetime) -> str:
    """The same after "by": "14:00 today", "tomorrow, 9:00", "Monday, 23 November, 9:00"; never earlier than it is."""
    local, days = _local(_rounded(moment), at)
    time = _clock(local)
    if days == 0:
        return _("%(time)s today") % {"time": time}
    if days == 1:
        return _("tomorrow, %(time)s") % {"time": time}
    return _("%(day)s, %(time)s") % {"day": day_in_words(local), "time": time}


def _rounded(moment: datetime) -> datetime:
    """Up to the quarter of an hour: nobody promises 9:07."""
    over = timedelta(minutes=moment.minute % 15, seconds=moment.second, microseconds=moment.microsecond)
    return moment + (STEP - over) if over else moment


def _local(moment: datetime, at: datetime) -> tuple[datetime, int]:
    local = timezone.localtime(moment)
    return local, local.toordinal() - timezone.localtime(at).toordinal()


def _clock(local: datetime) -> str:
    return f"{local.hour}:{local:%M}"
