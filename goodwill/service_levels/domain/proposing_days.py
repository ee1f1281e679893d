"""Free days from the outside wait for a person: what a source names anew is proposed, what it names no more is about to leave.

Neither changes what counts, so no promise moves behind anybody's back. A person decides, day by day.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from goodwill.accounts.models import Agent
from goodwill.activity.models import Actor
from goodwill.activity.recording import record
from goodwill.core.clock import now
from goodwill.service_levels.domain.holidays import holidays_of, window
from goodwill.service_levels.domain.touching import held, require_manager, touch
from goodwill.service_levels.models import Calendar, Feed, FreeDay

State = FreeDay.State
COUNTED = (State.TAKEN, State.LEAVING)


@dataclass(frozen=True)
class News:
    """What a source says that it did not say before; ``gone`` are days that counted and are no longer in it."""

    added: tuple[FreeDay, ...] = ()
    gone: tuple[FreeDay, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.gone)


def propose(calendar: Calendar, feed: Feed | None, found: Mapping[date, str], *, by: Agent | Actor = Actor.SYSTEM) -> News:
    """Compare what a source names within the window with what is known of it, and keep the difference to be decided.

    Days before today stay as they were decided: they are history.
    """
    first, last = window(now().date())
    today = now().date()
    wanted = {day: name for day, name in found.items() if first <= day <= last}
    with transaction.atomic():
        held(calendar)
        known = {row.day: row for row in FreeDay.objects.filter(calendar=calendar, feed=feed, day__range=(first, last))}
        added = [
            FreeDay(calendar=calendar, feed=feed, day=day, name=name[:200]) for day, name in sorted(wanted.items()) if day not in known
        ]
        FreeDay.objects.bulk_create(added)
        gone = []
        for day, row in known.items():
            if day in wanted:
                _stays(row, wanted[day][:200])
            elif row.state in (State.PROPOSED, State.REFUSED):
                row.delete()
            elif row.state == State.TAKEN and day >= today:
                row.state = State.LEAVING
                row.save(update_fields=["state"])
                gone.append(row)
        news = News(tuple(row for row in added if row.day >= today), tuple(gone))
        if news:
            data = {"feed": feed.pk if feed else None, "added": _days(news.added), "gone": _days(news.gone)}
            record("calendar.days_found", calendar, by=by, data=data)
    return news


def propose_holidays(calendar: Calendar, *, by: Agent | Actor = Actor.SYSTEM) -> News:
    """Look up the holidays of the calendar's country again."""
    first, last = window(now().date())
    years = range(first.year, last.year + 1)
    found = holidays_of(calendar.country, calendar.subdivision, years) if calendar.country else {}
    return propose(calendar, None, found, by=by)


def decide(calendar: Calendar, shown: Collection[int], free: Collection[int], *, by: Agent) -> bool:
    """Take as free the days of ``shown`` that are in ``free``, and refuse the others; a leaving one that is refused goes.

    Days that came meanwhile and were not shown stay undecided. Return whether anything changed that counts.
    """
    require_manager(by)
    with transaction.atomic():
        held(calendar)
        before = _counted(calendar)
        for row in calendar.free_days.filter(pk__in=list(shown)):
            if row.pk in free:
                row.state = State.LEAVING if row.state == State.LEAVING else State.TAKEN
            elif row.state == State.LEAVING:
                row.delete()
                continue
            else:
                row.state = State.REFUSED
            row.save(update_fields=["state"])
        after = _counted(calendar)
        if before == after:
            return False
        touch(calendar, by=by, data={"free": sorted(map(str, after - before)), "worked": sorted(map(str, before - after))})
    return True


def undecided(calendar: Calendar) -> int:
    """How many days wait for a person."""
    return calendar.free_days.filter(state__in=[State.PROPOSED, State.LEAVING], day__gte=now().date()).count()


def _counted(calendar: Calendar) -> set[date]:
    return set(calendar.free_days.filter(state__in=COUNTED).values_list("day", flat=True))


def _stays(row: FreeDay, name: str) -> None:
    state = State.TAKEN if row.state == State.LEAVING else row.state
    if (row.name, row.state) != (name, state):
        row.name, row.state = name, state
        row.save(update_fields=["name", "state"])


def _days(rows: Collection[FreeDay]) -> list[str]:
    return [str(row.day) for row in rows][:100]
