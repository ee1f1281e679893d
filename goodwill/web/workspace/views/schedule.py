"""The timeline of a day: who was what, against their shifts; a lead sees everybody, an agent themselves."""

from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from goodwill.accounts.enums import Role
from goodwill.core.clock import now
from goodwill.web.shared.requests import AgentRequest
from goodwill.web.workspace import showing
from goodwill.web.workspace.answers import answering
from goodwill.web.workspace.presenting import agentdays
from goodwill.workforce.access import agents_seen_by, may_see_board

MOST = 100


@answering
def show(request: AgentRequest) -> HttpResponse:
    """``?day=2026-11-22&team=3``"""
    day, team, here = _day(request), request.GET.get("team", ""), showing.known(request)
    found = agents_seen_by(request.agent).exclude(role=Role.READ_ONLY).order_by("name", "id")
    leads = may_see_board(request.agent)
    if leads and not here.scope.sees_all:
        found = found.filter(teams__in=here.scope.team_ids).distinct()
    if leads and team.isdecimal() and len(team) < 18:
        found = found.filter(teams=int(team))
    agents = list(found[: MOST + 1])
    context = {
        "plot": agentdays.plot(agents[:MOST], day),
        "is_cut": len(agents) > MOST,
        "day": day,
        "today": timezone.localdate(now()),
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1),
        "leads": leads,
        "team": team,
        "teams": here.people.teams if leads else [],
    }
    return render(request, "workspace/schedule/show.html", context)


def _day(request: AgentRequest) -> date:
    try:
        found = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return timezone.localdate(now())
    return min(max(found, date(2000, 1, 1)), date(2999, 1, 1))
