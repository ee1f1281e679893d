"""Makes and changes calendars and their seasons; whoever promised by one hears of it by ``calendar.changed``."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any
from zoneinfo import available_timezones

from django.db import transaction
from django.utils.translation import gettext as _

from goodwill.accounts.models import Agent
from goodwill.activity.recording import record
from goodwill.service_levels.domain.depending import dependants
from goodwill.service_levels.domain.proposing_days import propose_holidays
from goodwill.service_levels.domain.touching import held, require_manager, touch
from goodwill.service_levels.domain.weeks import Week
from goodwill.service_levels.errors import CalendarInUse, UnusableCalendar
from goodwill.service_levels.models import Calendar, Season, Target

LONGEST_SEASON = 366
OFFICE: Week = [[[540, 1020]] for _day in range(5)] + [[], []]


def create(name: str, zone: str, weekly: Week, *, by: Agent) -> Calendar:
    """Make a calendar; the first one is the default. Raise UnusableCalendar."""
    require_manager(by)
    _check_zone(zone)
    with transaction.atomic():
        is_first = not Calendar.objects.filter(is_default=True).exists()
        calendar = Calendar.objects.create(name=name.strip(), zone=zone, weekly=weekly, is_default=is_first)
        record("calendar.created", calendar, by=by, data={"name": calendar.name})
        if is_first:
            touch(calendar, by=by, data={"is_default": True})
    return calendar


def change(calendar: Calendar, values: Mapping[str, Any], *, by: Agent) -> None:
    """Change ``name``, ``zone`` or ``weekly``; a name alone changes nothing that counts. Raise UnusableCalendar."""
    require_manager(by)
    _check_zone(values.get("zone", calendar.zone))
    with transaction.atomic():
        held(calendar)
        before = {name: getattr(calendar, name) for name in ("name", "zone", "weekly")}
        changed = {name: values[name] for name in before if name in values and values[name] != before[name]}
        if not changed:
            return
        for name, value in changed.items():
            setattr(calendar, name, value)
        calendar.save(update_fields=list(changed))
        if set(changed) == {"name"}:
            record("calendar.renamed", calendar, by=by, data={"name": [before["name"], calendar.name]})
        else:
            touch(calendar, by=by, data={name: [before[name], value] for name, value in changed.items()})


def choose_country(calendar: Calendar, country: str, subdivision: str = "", *, by: Agent) -> None:
    """Say whose holidays are proposed as free days; none with "". What counts changes when a person decides on the days."""
    require_manager(by)
    with transaction.atomic():
        held(calendar)
        calendar.country, calendar.subdivision = country, subdivision if country else ""
        calendar.save(update_fields=["country", "subdivision"])
        record("calendar.country_chosen", calendar, by=by, data={"country": country, "subdivision": calendar.subdivision})
        propose_holidays(calendar, by=by)


def make_default(calendar: Calendar, *, by: Agent) -> None:
    """Have this calendar count wherever none is chosen."""
    require_manager(by)
    with transaction.atomic():
        earlier = Calendar.objects.select_for_update().filter(is_default=True).first()
        if earlier == calendar:
            return
        if earlier:
            Calendar.objects.filter(pk=earlier.pk).update(is_default=False)
        calendar.is_default = True
        calendar.save(update_fields=["is_default"])
        touch(calendar, by=by, data={"is_default": True, "instead_of": earlier.pk if earlier else None})


def remove(calendar: Calendar, *, by: Agent) -> None:
    """Remove a calendar that nothing depends on; raise CalendarInUse."""
    require_manager(by)
    with transaction.atomic():
        held(calendar)
        found = dependants(calendar)
        if found:
            raise CalendarInUse(_("%(name)s can't be removed. %(why)s") % {"name": calendar, "why": found.sentence})
        if Target.objects.filter(calendar=calendar).exists():
            raise CalendarInUse(_("%(name)s can't be removed. Promises of the past were measured by it.") % {"name": calendar})
        record("calendar.removed", calendar, by=by, data={"name": calendar.name})
        calendar.delete()


def keep_season(calendar: Calendar, season: Season, *, by: Agent) -> None:
    """Add a season, or change one; raise UnusableCalendar when its dates make no sense."""
    require_manager(by)
    _check_dates(season.starts_on, season.ends_on)
    with transaction.atomic():
        held(calendar)
        season.calendar = calendar
        season.save()
        days = [str(season.starts_on), str(season.ends_on)]
        touch(calendar, by=by, data={"season": season.name, "days": days})


def remove_season(season: Season, *, by: Agent) -> None:
    require_manager(by)
    with transaction.atomic():
        calendar = season.calendar
        held(calendar)
        season.delete()
        touch(calendar, by=by, data={"season_removed": season.name})


@lru_cache(maxsize=1)
def zones() -> frozenset[str]:
    """The names of all time zones; looking for them reads a whole folder tree."""
    return frozenset(available_timezones())


def _check_zone(zone: str) -> None:
    if zone not in zones():
        raise UnusableCalendar(_("There is no time zone of this name."))


def _check_dates(starts_on: date, ends_on: date) -> None:
    if ends_on < starts_on:
        raise UnusableCalendar(_("The last day is not before the first."))
    if (ends_on - starts_on).days >= LONGEST_SEASON:
        raise UnusableCalendar(_("A season is at most a year long."))
