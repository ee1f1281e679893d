"""When things happen: customers write more on some days and hours than on others, agents answer while the shop works."""

from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/London")
BY_WEEKDAY = (1.0, 0.86, 0.76, 0.7, 0.66, 0.5, 0.62)
BY_HOUR = (1, 1, 0, 0, 0, 1, 2, 4, 7, 9, 10, 9, 11, 10, 8, 8, 8, 9, 10, 12, 13, 11, 7, 3)
OPEN = {weekday: (time(8, 30), time(18)) for weekday in range(5)} | {5: (time(10), time(14))}


def a_busy_moment(random: Random, first: datetime, last: datetime) -> datetime:
    """A moment between the two, likelier when many write."""
    while True:
        moment = first + (last - first) * random.random()
        local = moment.astimezone(ZONE)
        if random.random() < BY_WEEKDAY[local.weekday()] * BY_HOUR[local.hour] / max(BY_HOUR):
            return moment.replace(microsecond=0)


def at_work(moment: datetime, random: Random) -> datetime:
    """The moment itself while the shop works, else some time after it opens again."""
    local = moment.astimezone(ZONE)
    opening = _opening(local.date())
    if opening and opening[0] <= local <= opening[1]:
        return moment
    day = local.date() if opening and local < opening[0] else local.date() + timedelta(days=1)
    while (opening := _opening(day)) is None:
        day += timedelta(days=1)
    return (opening[0] + timedelta(minutes=random.uniform(2, 150))).astimezone(UTC)


def at_work_before(moment: datetime, random: Random) -> datetime:
    """The moment itself while the shop works, else some time before it closed last."""
    local = moment.astimezone(ZONE)
    opening = _opening(local.date())
    if opening and opening[0] <= local <= opening[1]:
        return moment
    day = local.date() if opening and local > opening[1] else local.date() - timedelta(days=1)
    while (opening := _opening(day)) is None:
        day -= timedelta(days=1)
    return (opening[1] - timedelta(minutes=random.uniform(2, 150))).astimezone(UTC)


def awake(moment: datetime, random: Random) -> datetime:
    """The moment itself by day; what falls into the night is written in the morning."""
    local = moment.astimezone(ZONE)
    if local.hour >= 7:
        return moment
    return moment + timedelta(hours=7 - local.hour, minutes=random.uniform(0, 90))


def a_while(random: Random, hours: float) -> timedelta:
    """About so many hours: mostly less, sometimes three times as much, never less than three minutes."""
    return timedelta(hours=max(0.05, min(hours * random.lognormvariate(-0.2, 0.6), hours * 3)))


def _opening(day: date) -> tuple[datetime, datetime] | None:
    hours = OPEN.get(day.weekday())
    if hours is None:
        return None
    begins, ends = hours
    return datetime.combine(day, begins, ZONE), datetime.combine(day, ends, ZONE)
