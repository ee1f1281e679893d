"""Seasons of a calendar: holiday hours, sale weeks, a day of stocktaking."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from goodwill.core.clock import now
from goodwill.service_levels.domain import keeping_calendars
from goodwill.service_levels.domain.reading_hours import as_week
from goodwill.service_levels.models import Calendar, Season
from goodwill.web.setup.calendar_years import week_said
from goodwill.web.setup.doors import managers
from goodwill.web.setup.forms.calendars import SeasonForm
from goodwill.web.setup.forms.weeks import WeekFields
from goodwill.web.setup.views.calendars import consequences, frame
from goodwill.web.shared.requests import AgentRequest


@managers
def index(request: AgentRequest, number: int) -> HttpResponse:
    """What is now and comes, then what is over."""
    calendar = get_object_or_404(Calendar, pk=number)
    today = now().date()
    ordered = sorted(calendar.seasons.all(), key=lambda season: season.ends_on < today)
    seasons = [{"season": season, "week": week_said(as_week(season.weekly))} for season in ordered]
    return render(request, "setup/calendars/seasons.html", {**frame(calendar, "seasons"), "seasons": seasons, "today": today})


@managers
def new(request: AgentRequest, number: int) -> HttpResponse:
    calendar = get_object_or_404(Calendar, pk=number)
    return _page(request, calendar, SeasonForm(), WeekFields.of(calendar.weekly))


@managers
def create(request: AgentRequest, number: int) -> HttpResponse:
    return _saved(request, get_object_or_404(Calendar, pk=number), None)


@managers
def edit(request: AgentRequest, number: int) -> HttpResponse:
    season = _season(number)
    return _page(request, season.calendar, SeasonForm(initial=SeasonForm.values_of(season)), WeekFields.of(season.weekly), season)


@managers
def update(request: AgentRequest, number: int) -> HttpResponse:
    season = _season(number)
    return _saved(request, season.calendar, season)


@managers
def destroy(request: AgentRequest, number: int) -> HttpResponse:
    season = _season(number)
    keeping_calendars.remove_season(season, by=request.agent)
    messages.success(request, _("“%(name)s” is removed.") % {"name": season})
    return redirect("setup:seasons", season.calendar_id)


def _season(number: int) -> Season:
    return get_object_or_404(Season.objects.select_related("calendar"), pk=number)


def _saved(request: AgentRequest, calendar: Calendar, season: Season | None) -> HttpResponse:
    form, week = SeasonForm(request.POST), WeekFields.posted(request.POST)
    if week.put_together(request.POST):
        return _page(request, calendar, SeasonForm(initial=request.POST.dict()), week, season)
    are_well = (form.is_valid(), week.is_valid())
    if not all(are_well):
        if week.error:
            form.add_error(None, week.error)
        return _page(request, calendar, form, week, season, status=422)
    kept = season or Season()
    for name, value in {**form.cleaned_data, "weekly": week.week}.items():
        setattr(kept, name, value)
    if request.POST.get("act") == "preview":
        shown = consequences(lambda: keeping_calendars.keep_season(calendar, kept, by=request.agent))
        return _page(request, calendar, form, week, season, **shown)
    keeping_calendars.keep_season(calendar, kept, by=request.agent)
    messages.success(request, _("“%(name)s” is saved.") % {"name": kept})
    return redirect("setup:seasons", calendar.pk)


def _page(
    request: AgentRequest,
    calendar: Calendar,
    form: SeasonForm,
    week: WeekFields,
    season: Season | None = None,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    target = reverse("setup:season", args=[season.pk]) if season else reverse("setup:seasons", args=[calendar.pk])
    context = {**frame(calendar, "seasons"), "form": form, "week": week, "season": season, "target": target, "consequences": None, **more}
    return render(request, "setup/calendars/season.html", context, status=status)
