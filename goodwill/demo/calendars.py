"""The shop's free days and seasons: the bank holidays taken, a sale, Christmas, and two days that wait for a decision."""

from datetime import date, datetime, timedelta

from goodwill.core import clock
from goodwill.demo.house import House
from goodwill.service_levels.domain import keeping_calendars, proposing_days, reading_feeds, replanning
from goodwill.service_levels.models import Calendar, Season

GROWERS = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Growers of the county//EN
BEGIN:VEVENT
UID:open-gardens
DTSTART;VALUE=DATE:{first:%Y%m%d}
DTEND;VALUE=DATE:{after:%Y%m%d}
SUMMARY:Open gardens
END:VEVENT
END:VCALENDAR
"""


def settle(house: House, at: datetime, today: datetime) -> None:
    """Decide on the days of the default calendar as of ``at``, before the first customer writes."""
    calendar, owner = Calendar.objects.get(is_default=True), house.agents["ada"]
    with clock.pretending(at):
        rows = list(calendar.free_days.values_list("pk", flat=True))
        proposing_days.decide(calendar, rows, rows, by=owner)
        sale = _black_friday(today.year) - timedelta(days=4)
        long = [[[480, 1200]] for _day in range(5)] + [[[540, 1080]], [[600, 960]]]
        short = [[[600, 840]] for _day in range(5)] + [[], []]
        for season in (
            Season(name="Sale week", starts_on=sale, ends_on=sale + timedelta(days=6), weekly=long),
            Season(name="Christmas hours", starts_on=date(today.year, 12, 27), ends_on=date(today.year, 12, 31), weekly=short),
        ):
            keeping_calendars.keep_season(calendar, season, by=owner)
        replanning.carry_on()
    with clock.pretending(today):
        first = today.date() + timedelta(days=200 - today.weekday())
        content = GROWERS.format(first=first, after=first + timedelta(days=2))
        reading_feeds.add(calendar, "Growers of the county", content.encode(), by=owner)


def _black_friday(year: int) -> date:
    """The day after the fourth Thursday of November."""
    first = date(year, 11, 1)
    return first + timedelta(days=(3 - first.weekday()) % 7 + 22)
