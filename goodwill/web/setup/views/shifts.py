"""The plan of a week: who works when, with breaks and absences; copied from the week before, or pasted."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goodwill.accounts.enums import Role
from goodwill.accounts.models import Agent, Team
from goodwill.core.clock import now
from goodwill.web.setup.doors import leads
from goodwill.web.setup.forms.shifts import ShiftForm, read
from goodwill.web.shared.requests import AgentRequest
from goodwill.workforce.access import shift_for
from goodwill.workforce.domain import shifts, timelines
from goodwill.workforce.domain.timelines import Span
from goodwill.workforce.enums import ShiftKind
from goodwill.workforce.errors import Refused
from goodwill.workforce.models import Shift

A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Shown:
    """A shift as it stands in a cell."""

    pk: int
    kind: str
    label: str
    times: str
    note: str

    @classmethod
    def of(cls, shift: Shift) -> "Shown":
        times = f"{timezone.localtime(shift.starts_at):%H:%M}–{timezone.localtime(shift.ends_at):%H:%M}"
        is_whole = shift.kind == ShiftKind.ABSENCE and shift.ends_at - shift.starts_at >= A_DAY
        label = "" if shift.kind == ShiftKind.WORK else str(shift.get_kind_display())  # type: ignore[attr-defined]
        return cls(shift.pk, shift.kind, label, "" if is_whole else times, shift.note)


@dataclass(slots=True)
class Line:
    """One agent's week: what begins on each day, and how many hours of work are planned in all."""

    agent: Agent
    cells: list[tuple[date, list[Shown]]] = field(default_factory=list)
    hours: float = 0


@dataclass(frozen=True, slots=True)
class Week:
    """The week and the agents that a page is about."""

    monday: date
    team: Team | None
    agents: list[Agent]

    @property
    def start(self) -> datetime:
        return datetime.combine(self.monday, datetime.min.time(), timezone.get_current_timezone())

    @property
    def end(self) -> datetime:
        return datetime.combine(self.monday + timedelta(days=7), datetime.min.time(), timezone.get_current_timezone())

    def address(self, **changed: Any) -> str:
        asked = {"week": self.monday.isoformat(), "team": self.team.pk if self.team else ""} | changed
        return f"{reverse('setup:shifts')}?{urlencode({name: value for name, value in asked.items() if value not in ('', None)})}"


@leads
def index(request: AgentRequest) -> HttpResponse:
    week = _week(request)
    chosen = {"agent": request.GET.get("agent", ""), "days": request.GET.getlist("day")}
    form = ShiftForm(agents=week.agents, week=week.monday, initial={name: value for name, value in chosen.items() if value})
    return _page(request, week, form)


@leads
def create(request: AgentRequest) -> HttpResponse:
    """The same shift on each day that is marked; all of them or none."""
    week = _week(request)
    form = ShiftForm(request.POST, agents=week.agents, week=week.monday)
    if form.is_valid():
        try:
            count = _plan(form.shifts(), request.agent)
        except Refused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, ngettext("%(count)s shift is planned.", "%(count)s shifts are planned.", count) % {"count": count})
            return redirect(week.address())
    return _page(request, week, form, status=422)


@leads
def edit(request: AgentRequest, number: int) -> HttpResponse:
    shift = shift_for(request.agent, number)
    start, end = timezone.localtime(shift.starts_at), timezone.localtime(shift.ends_at)
    kept = {
        "agent": shift.agent_id,
        "kind": shift.kind,
        "day": start.date(),
        "starts": start.time(),
        "ends": end.time(),
        "note": shift.note,
    }
    return _shift_page(request, shift, ShiftForm(initial=kept, agents=[shift.agent]))


@leads
def update(request: AgentRequest, number: int) -> HttpResponse:
    shift = shift_for(request.agent, number)
    form = ShiftForm(request.POST, agents=[shift.agent])
    if form.is_valid():
        try:
            shifts.plan(form.put_on(shift, shift.agent, form.cleaned_data["day"]), by=request.agent)
        except Refused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The shift is changed."))
            return redirect(_address_of(shift))
    return _shift_page(request, shift, form, status=422)


@leads
def destroy(request: AgentRequest, number: int) -> HttpResponse:
    shift = shift_for(request.agent, number)
    address = _address_of(shift)
    shifts.remove(shift, by=request.agent)
    messages.success(request, _("The shift is removed."))
    return redirect(address)


@leads
def copy(request: AgentRequest) -> HttpResponse:
    """Plan this week as the one before it, for the agents that are shown."""
    week = _week(request)
    count = shifts.copy_week(week.agents, week.start, by=request.agent)
    if count:
        messages.success(request, ngettext("%(count)s shift is copied.", "%(count)s shifts are copied.", count) % {"count": count})
    else:
        messages.info(request, _("There was nothing to copy: the week before has no shifts, or they are planned here already."))
    return redirect(week.address())


@leads
def paste(request: AgentRequest) -> HttpResponse:
    """A pasted table; nothing is planned unless every line can be."""
    week, text = _week(request), request.POST.get("table", "")[:100_000]
    found = read(text)
    problems = found.problems or ([] if found.shifts else [_("Paste at least one line.")])
    if not problems:
        try:
            count = _plan(found.shifts, request.agent)
        except Refused as error:
            problems = [str(error)]
        else:
            messages.success(request, ngettext("%(count)s shift is planned.", "%(count)s shifts are planned.", count) % {"count": count})
            first = timezone.localtime(found.shifts[0].starts_at).date()
            return redirect(week.address(week=first.isoformat()))
    form = ShiftForm(agents=week.agents, week=week.monday)
    return _page(request, week, form, status=422, problems=problems, pasted=text)


def _plan(wanted: list[Shift], by: Agent) -> int:
    with transaction.atomic():
        for shift in wanted:
            try:
                shifts.plan(shift, by=by)
            except Refused as error:
                raise Refused(f"{shift.agent}, {timezone.localtime(shift.starts_at):%Y-%m-%d}: {error}") from error
    return len(wanted)


def _week(request: AgentRequest) -> Week:
    asked = request.GET
    try:
        day = date.fromisoformat(asked.get("week", ""))
    except ValueError:
        day = timezone.localdate(now())
    monday = max(date(2000, 1, 3), min(day, date(2999, 1, 1)))
    number = asked.get("team", "")
    team = Team.objects.filter(pk=int(number)).first() if number.isdecimal() and len(number) < 18 else None
    agents = Agent.objects.active().exclude(role=Role.READ_ONLY)
    return Week(monday - timedelta(days=monday.weekday()), team, list(agents.filter(teams=team) if team else agents))


def _address_of(shift: Shift) -> str:
    return f"{reverse('setup:shifts')}?week={timezone.localtime(shift.starts_at):%Y-%m-%d}"


def _lines(week: Week) -> list[Line]:
    days = [week.monday + timedelta(days=number) for number in range(7)]
    of_agent: dict[int, list[Shift]] = {}
    for shift in shifts.of([agent.pk for agent in week.agents], week.start, week.end):
        of_agent.setdefault(shift.agent_id, []).append(shift)
    found = []
    for agent in week.agents:
        own = of_agent.get(agent.pk, [])
        cells = [(day, [Shown.of(shift) for shift in own if _shown_on(shift, day, week.monday)]) for day in days]
        spans = [Span(shift.starts_at, shift.ends_at, shift.kind) for shift in own]
        planned = [
            span for span in timelines.planned(spans, week.start, week.end) if span.state not in (ShiftKind.ABSENCE, ShiftKind.BREAK)
        ]
        hours = sum((span.length for span in planned), timedelta(0)) / timedelta(hours=1)
        found.append(Line(agent, cells, hours))
    return found


def _shown_on(shift: Shift, day: date, monday: date) -> bool:
    """On the day it begins; an absence on each of its days; what began before the week on its first day."""
    first, last = timezone.localdate(shift.starts_at), timezone.localdate(shift.ends_at - timedelta(microseconds=1))
    if shift.kind == ShiftKind.ABSENCE:
        return first <= day <= last
    return first == day or (first < monday == day)


def _page(request: AgentRequest, week: Week, form: ShiftForm, status: int = 200, **more: Any) -> HttpResponse:
    context = {
        "week": week,
        "lines": _lines(week),
        "days": [week.monday + timedelta(days=number) for number in range(7)],
        "today": timezone.localdate(now()),
        "teams": Team.objects.all(),
        "form": form,
        "before": week.address(week=(week.monday - 7 * A_DAY).isoformat()),
        "after": week.address(week=(week.monday + 7 * A_DAY).isoformat()),
        "zone": timezone.get_current_timezone_name(),
        "problems": [],
        "pasted": "",
        **more,
    }
    return render(request, "setup/shifts/index.html", context, status=status)


def _shift_page(request: AgentRequest, shift: Shift, form: ShiftForm, status: int = 200) -> HttpResponse:
    return render(request, "setup/shifts/edit.html", {"shift": shift, "form": form, "back": _address_of(shift)}, status=status)
