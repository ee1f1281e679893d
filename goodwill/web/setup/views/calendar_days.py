"""The free days of a calendar: whose holidays, from which feeds, and which of the days are taken."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from goodwill.core.clock import now
from goodwill.service_levels.domain import keeping_calendars, proposing_days
from goodwill.service_levels.domain.holidays import country_name, subdivisions, window
from goodwill.service_levels.errors import UnusableCalendar
from goodwill.service_levels.models import Calendar, Feed, FreeDay
from goodwill.web.setup.doors import managers
from goodwill.web.setup.forms.calendars import CountryForm
from goodwill.web.setup.views.calendars import consequences, frame
from goodwill.web.shared.requests import AgentRequest

WAITING = (FreeDay.State.PROPOSED, FreeDay.State.LEAVING)


@dataclass(frozen=True)
class Shown:
    """A day with its date in words; some wait for a person."""

    row: FreeDay
    when: str
    is_waiting: bool
    is_ticked: bool


@dataclass(frozen=True)
class Source:
    """Where days come from, and those of today and later by year; the first of the years is shown open."""

    label: str
    feed: Feed | None
    years: dict[int, list[Shown]]

    @property
    def is_short(self) -> bool:
        """Few enough to be shown at once."""
        return sum(map(len, self.years.values())) <= 12


@managers
def index(request: AgentRequest, number: int) -> HttpResponse:
    calendar = get_object_or_404(Calendar, pk=number)
    return page(request, calendar, CountryForm(calendar=calendar))


@managers
def decide(request: AgentRequest, number: int) -> HttpResponse:
    calendar = get_object_or_404(Calendar, pk=number)
    shown, free = _numbers(request, "shown"), _numbers(request, "free")
    if request.POST.get("act") == "preview":
        found = consequences(lambda: proposing_days.decide(calendar, shown, free, by=request.agent))
        return page(request, get_object_or_404(Calendar, pk=number), CountryForm(calendar=calendar), free=free, **found)
    if proposing_days.decide(calendar, shown, free, by=request.agent):
        messages.success(request, _("Saved: promises are counted by these days from now on."))
    else:
        messages.success(request, _("Saved: nothing counts differently."))
    return redirect("setup:calendar_days", number)


@managers
def choose_country(request: AgentRequest, number: int) -> HttpResponse:
    calendar = get_object_or_404(Calendar, pk=number)
    form = CountryForm(request.POST, calendar=calendar)
    if form.is_valid():
        try:
            keeping_calendars.choose_country(calendar, *form.chosen(), by=request.agent)
        except UnusableCalendar as error:
            form.add_error("country", str(error))
        else:
            messages.success(request, _("Saved. Look through the days below: they count once you take them."))
            return redirect("setup:calendar_days", number)
    return page(request, calendar, form, status=422)


def page(
    request: AgentRequest, calendar: Calendar, form: CountryForm, status: int = 200, free: Collection[int] | None = None, **more: Any
) -> HttpResponse:
    """``free`` are the days that were ticked, where they are to be shown again unsaved."""
    context = {
        **frame(calendar, "days"),
        "form": form,
        "sources": _sources(calendar, free),
        "consequences": None,
        **more,
        "feeds": list(calendar.feeds.all()),
        "last_year": window(now().date())[1].year,
    }
    return render(request, "setup/calendars/days.html", context, status=status)


def _sources(calendar: Calendar, free: Collection[int] | None = None) -> list[Source]:
    """The country first, then the feeds; a source without days from today on is left out."""
    labels: dict[int | None, tuple[str, Feed | None]] = {None: (_country_label(calendar), None)}
    labels |= {feed.pk: (feed.name, feed) for feed in calendar.feeds.all()}
    years: dict[int | None, dict[int, list[Shown]]] = {key: {} for key in labels}
    for row in calendar.free_days.filter(day__gte=now().date()):
        is_ticked = row.pk in free if free is not None else row.state != FreeDay.State.REFUSED
        shown = Shown(row, date_format(row.day, "D j M"), row.state in WAITING, is_ticked)
        years[row.feed_id].setdefault(row.day.year, []).append(shown)
    return [Source(*labels[key], years[key]) for key in labels if years[key]]


def _country_label(calendar: Calendar) -> str:
    if not calendar.country:
        return _("Public holidays of a country that is no longer chosen")
    part = dict(subdivisions(calendar.country)).get(calendar.subdivision, "")
    where = f"{country_name(calendar.country)}, {part}" if part else country_name(calendar.country)
    return _("Public holidays: %(country)s") % {"country": where}


def _numbers(request: AgentRequest, name: str) -> set[int]:
    return {int(value) for value in request.POST.getlist(name) if value.isdecimal() and len(value) < 18}
