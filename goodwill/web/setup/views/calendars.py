"""Calendars: listed, shown as a year, their weeks changed."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from goodwill.core.clock import now
from goodwill.service_levels.domain import depending, keeping_calendars, trying_calendars
from goodwill.service_levels.domain.calendars import is_open
from goodwill.service_levels.domain.holidays import country_name
from goodwill.service_levels.domain.proposing_days import undecided
from goodwill.service_levels.errors import CalendarInUse
from goodwill.service_levels.models import Calendar
from goodwill.web.setup import promise_words
from goodwill.web.setup.calendar_years import heads, week_said, year_of
from goodwill.web.setup.doors import managers
from goodwill.web.setup.forms.calendars import CalendarForm
from goodwill.web.setup.forms.weeks import WeekFields
from goodwill.web.shared.requests import AgentRequest

# A preview looks at so many open promises, the newest: it answers in a few seconds however many there are.
LOOKED_AT = 2000


@managers
def index(request: AgentRequest) -> HttpResponse:
    at = now()
    rows = [
        {
            "calendar": calendar,
            "week": week_said(calendar.hours().weekly),
            "is_open": is_open(calendar.hours(), at),
            "undecided": undecided(calendar),
            "country": country_name(calendar.country) if calendar.country else "",
            "depends": depending.dependants(calendar),
        }
        for calendar in Calendar.objects.order_by("-is_default", "name")
    ]
    return render(request, "setup/calendars/index.html", {"rows": rows})


@managers
def new(request: AgentRequest) -> HttpResponse:
    return _page(request, CalendarForm(), WeekFields.of(keeping_calendars.OFFICE))


@managers
def create(request: AgentRequest) -> HttpResponse:
    return _saved(request, None)


@managers
def show(request: AgentRequest, number: int) -> HttpResponse:
    calendar = get_object_or_404(Calendar, pk=number)
    today = now().astimezone(ZoneInfo(calendar.zone)).date()
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and 2000 <= int(asked[:5]) <= 2100 else today.year
    context = {
        **frame(calendar, "year"),
        "year": year,
        "months": year_of(calendar, year, today),
        "heads": heads(),
        "is_open": is_open(calendar.hours(), now()),
        "country": country_name(calendar.country) if calendar.country else "",
        "week": week_said(calendar.hours().weekly),
    }
    return render(request, "setup/calendars/show.html", context)


@managers
def edit(request: AgentRequest, number: int) -> HttpResponse:
    calendar = get_object_or_404(Calendar, pk=number)
    return _page(request, CalendarForm(calendar=calendar), WeekFields.of(calendar.weekly), calendar)


@managers
def update(request: AgentRequest, number: int) -> HttpResponse:
    return _saved(request, get_object_or_404(Calendar, pk=number))


@managers
def prefer(request: AgentRequest, number: int) -> HttpResponse:
    calendar = get_object_or_404(Calendar, pk=number)
    keeping_calendars.make_default(calendar, by=request.agent)
    messages.success(request, _("%(name)s counts wherever no calendar is chosen.") % {"name": calendar})
    return redirect("setup:calendars")


@managers
def destroy(request: AgentRequest, number: int) -> HttpResponse:
    calendar = get_object_or_404(Calendar, pk=number)
    try:
        keeping_calendars.remove(calendar, by=request.agent)
    except CalendarInUse as error:
        messages.error(request, str(error))
        return redirect("setup:calendar_hours", number)
    messages.success(request, _("The calendar “%(name)s” is removed.") % {"name": calendar})
    return redirect("setup:calendars")


def frame(calendar: Calendar, tab: str) -> dict[str, Any]:
    """What the head of each of a calendar's pages needs."""
    return {"calendar": calendar, "tab": tab, "undecided": undecided(calendar), "depends": depending.dependants(calendar)}


def consequences(change: Callable[[], object]) -> dict[str, Any]:
    """What a change would alter, for the page that asks before it is made."""
    found = trying_calendars.try_out(change, limit=LOOKED_AT)
    return {"consequences": promise_words.consequences(found, LOOKED_AT), "looked_at": LOOKED_AT}


def _saved(request: AgentRequest, calendar: Calendar | None) -> HttpResponse:
    form, week = CalendarForm(request.POST, calendar=calendar), WeekFields.posted(request.POST)
    if week.put_together(request.POST):
        shown = CalendarForm(initial=request.POST.dict(), calendar=calendar)
        shown.initial = request.POST.dict()
        return _page(request, shown, week, calendar)
    are_well = (form.is_valid(), week.is_valid())
    if week.error:
        form.add_error(None, week.error)
    if calendar is not None and request.POST.get("version") != str(calendar.version):
        form.add_error(None, _("Somebody changed this calendar meanwhile. Look at what you see, then save again to have it so."))
    elif all(are_well):
        values = {**form.cleaned_data, "weekly": week.week}
        if calendar is not None and request.POST.get("act") == "preview":
            tried = Calendar.objects.get(pk=calendar.pk)
            found = consequences(lambda: keeping_calendars.change(tried, values, by=request.agent))
            return _page(request, form, week, calendar, **found)
        if calendar is None:
            calendar = keeping_calendars.create(**values, by=request.agent)
            messages.success(request, _("The calendar “%(name)s” is made.") % {"name": calendar})
        else:
            keeping_calendars.change(calendar, values, by=request.agent)
            messages.success(request, _("The calendar “%(name)s” is saved.") % {"name": calendar})
        return redirect("setup:calendar", calendar.pk)
    return _page(request, form, week, calendar, status=422)


def _page(
    request: AgentRequest, form: CalendarForm, week: WeekFields, calendar: Calendar | None = None, status: int = 200, **more: Any
) -> HttpResponse:
    target = reverse("setup:calendar_hours", args=[calendar.pk]) if calendar else reverse("setup:calendars")
    context = {
        "form": form,
        "week": week,
        "target": target,
        "consequences": None,
        **more,
        **(frame(calendar, "hours") if calendar else {"calendar": None}),
    }
    return render(request, "setup/calendars/edit.html", context, status=status)
