"""What calendars do by themselves: read their feeds, and look up the holidays of the years that come into sight."""

from goodwill.core.clock import now
from goodwill.core.jobs import enqueue_once, task
from goodwill.service_levels.domain import proposing_days, reading_feeds
from goodwill.service_levels.domain.holidays import window
from goodwill.service_levels.domain.telling_days import tell_news
from goodwill.service_levels.errors import UnusableCalendar
from goodwill.service_levels.models import Calendar, Feed


@task(queue_name="slow")
def look_around() -> None:
    """Have every feed with an address read, and every country's holidays looked up, each in a job of its own."""
    for number in Feed.objects.exclude(url="").values_list("pk", flat=True):
        enqueue_once(read_feed, f"calendar-feed:{number}", number, keep=True)
    for number in Calendar.objects.exclude(country="").values_list("pk", flat=True):
        enqueue_once(look_up_holidays, f"calendar-holidays:{number}:{window(now().date())[1].year}", number, keep=True)


@task(queue_name="slow", own_transactions=True, max_attempts=1)
def read_feed(feed_id: int) -> None:
    """Read a feed's address again."""
    feed = Feed.objects.select_related("calendar").filter(pk=feed_id).first()
    if feed is not None and feed.url:
        reading_feeds.read(feed)


@task(queue_name="slow")
def look_up_holidays(calendar_id: int) -> None:
    """Look up the holidays of a calendar's country; the library may know another year, or know better."""
    calendar = Calendar.objects.filter(pk=calendar_id).exclude(country="").first()
    if calendar is None:
        return
    try:
        news = proposing_days.propose_holidays(calendar)
    except UnusableCalendar:
        # The library dropped the country or the part: what was decided stays, and the page says that it is not known.
        return
    if news:
        tell_news(calendar, news, None)
