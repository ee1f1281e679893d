"""Tells those who set up the desk that days wait for their decision, or that a feed fails: once for each occasion."""

from collections.abc import Callable, Sequence

from django.utils.formats import date_format
from django.utils.functional import lazy
from django.utils.translation import gettext as _

from goodwill.accounts.models import Agent
from goodwill.accounts.rules import MANAGERS
from goodwill.activity.notifying import notify
from goodwill.core.clock import now
from goodwill.service_levels.domain.proposing_days import News
from goodwill.service_levels.models import Calendar, Feed, FreeDay

NAMED = 10


def tell_news(calendar: Calendar, news: News, feed: Feed | None) -> None:
    """Say which days a source names anew or no more; until somebody decides, nothing counts differently."""

    def title() -> str:
        return _("%(calendar)s: days wait for your decision") % {"calendar": calendar}

    def text() -> str:
        parts = [_("%(source)s changed.") % {"source": feed or _("The list of public holidays")}]
        parts += [_("New: %(days)s.") % {"days": _named(news.added)}] if news.added else []
        parts += [_("No longer free: %(days)s.") % {"days": _named(news.gone)}] if news.gone else []
        return " ".join([*parts, _("Nothing counts differently until you decide.")])

    _tell(calendar, f"calendar.days_found:{calendar.pk}:{feed.pk if feed else 0}:{now():%Y%m%dT%H%M%S}", title, text)


def tell_problem(feed: Feed) -> None:
    """Say that a feed can't be read; it is said again only when it worked in between."""

    def title() -> str:
        return _("%(calendar)s: the feed %(feed)s can't be read") % {"calendar": feed.calendar, "feed": feed}

    def text() -> str:
        return feed.problem + " " + _("Its free days stay as they are.")

    _tell(feed.calendar, f"calendar.feed_failed:{feed.pk}:{feed.read_at or feed.created_at:%Y%m%dT%H%M%S}", title, text)


def _tell(calendar: Calendar, key: str, title: Callable[[], str], text: Callable[[], str]) -> None:
    managers = Agent.objects.active().filter(role__in=MANAGERS)
    notify(managers, key=key, kind=key.split(":")[0], title=lazy(title, str)(), text=lazy(text, str)(), subject=calendar)


def _named(rows: Sequence[FreeDay]) -> str:
    named = [f"{date_format(row.day, 'DATE_FORMAT')} ({row.name})" for row in rows[:NAMED]]
    return ", ".join([*named, "…"] if len(rows) > NAMED else named)
