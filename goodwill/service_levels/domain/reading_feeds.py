"""Takes in calendar feeds: from an address again and again, or from a file once; the days that they name are only proposed."""

from django.db import transaction
from django.utils.translation import gettext as _

from goodwill.accounts.models import Agent
from goodwill.activity.models import Actor
from goodwill.activity.recording import record
from goodwill.core import http
from goodwill.core.clock import now
from goodwill.service_levels.domain import feeds
from goodwill.service_levels.domain.holidays import window
from goodwill.service_levels.domain.proposing_days import COUNTED, News, propose
from goodwill.service_levels.domain.telling_days import tell_news, tell_problem
from goodwill.service_levels.domain.touching import held, require_manager, touch
from goodwill.service_levels.errors import FeedUnreadable
from goodwill.service_levels.models import Calendar, Feed

SECONDS = 20.0


def fetch(url: str) -> bytes:
    """The bytes of a calendar at an address; webcal:// is the web. Raise FeedUnreadable."""
    address = url.strip()
    if address.lower().startswith(("webcal://", "webcals://")):
        address = "https://" + address.split("://", 1)[1]
    try:
        answer = http.request("GET", address, headers={"Accept": "text/calendar, */*"}, seconds=SECONDS, max_body=feeds.MAX_BYTES)
    except http.HttpProblem as problem:
        raise FeedUnreadable(str(problem)) from None
    if not answer.is_ok:
        raise FeedUnreadable(_("%(host)s answered with status %(status)d.") % {"host": answer.host, "status": answer.status})
    return answer.body


def add(calendar: Calendar, name: str, content: bytes, *, url: str = "", by: Agent) -> Feed:
    """Keep a feed and propose the days that it names; raise FeedUnreadable, and then nothing is kept."""
    require_manager(by)
    found = _parsed(calendar, content)
    with transaction.atomic():
        feed = Feed.objects.create(calendar=calendar, name=name.strip(), url=url.strip())
        record("calendar.feed_added", calendar, by=by, data={"feed": feed.pk, "name": feed.name, "url": bool(feed.url)})
        _take_in(feed, found, by=by)
    return feed


def give(feed: Feed, content: bytes, *, by: Agent) -> News:
    """Take another file in the place of the one before; raise FeedUnreadable."""
    require_manager(by)
    found = _parsed(feed.calendar, content)
    with transaction.atomic():
        return _take_in(feed, found, by=by)


def read(feed: Feed, *, by: Agent | None = None) -> News | None:
    """Read a feed's address again, outside any transaction; None when that failed, which the feed then says.

    When nobody asked, those who set up the desk are told what is new, or that it fails.
    """
    try:
        found = _parsed(feed.calendar, fetch(feed.url))
    except FeedUnreadable as problem:
        with transaction.atomic():
            is_first = not feed.problem
            feed.problem, feed.tried_at = str(problem)[:300], now()
            feed.save(update_fields=["problem", "tried_at"])
            if by is None and is_first:
                tell_problem(feed)
        return None
    with transaction.atomic():
        news = _take_in(feed, found, by=by or Actor.SYSTEM)
        if by is None and news:
            tell_news(feed.calendar, news, feed)
    return news


def remove(feed: Feed, *, by: Agent) -> None:
    """Remove a feed with its days: those that nothing else calls free are worked from now on."""
    require_manager(by)
    with transaction.atomic():
        calendar = feed.calendar
        held(calendar)
        counted = [str(day) for day in feed.free_days.filter(state__in=COUNTED).values_list("day", flat=True)]
        record("calendar.feed_removed", calendar, by=by, data={"feed": feed.pk, "name": feed.name})
        feed.delete()
        if counted:
            touch(calendar, by=by, data={"feed_removed": str(feed), "worked": counted})


def _parsed(calendar: Calendar, content: bytes) -> feeds.Found:
    return feeds.parse(content, calendar.zone, *window(now().date()))


def _take_in(feed: Feed, found: feeds.Found, *, by: Agent | Actor) -> News:
    feed.problem, feed.left_out = "", found.left_out
    feed.read_at = feed.tried_at = now()
    feed.save(update_fields=["problem", "left_out", "read_at", "tried_at"])
    return propose(feed.calendar, feed, found.days, by=by)
