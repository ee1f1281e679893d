"""The load of a team: who has how much, and moving several conversations to somebody else at once."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goodwill.accounts.rules import may_answer
from goodwill.conversations.domain import batching
from goodwill.web.shared.requests import AgentRequest
from goodwill.web.workspace import showing
from goodwill.web.workspace.doors import leading
from goodwill.web.workspace.presenting import teamloads

MOST = 200


@leading
def show(request: AgentRequest) -> HttpResponse:
    """``?team=3``; without it, everybody."""
    here, team = showing.known(request), _team(request)
    loads, is_cut = teamloads.loads(here.scope, team)
    context = {
        "loads": loads,
        "is_cut": is_cut,
        "team": team,
        "teams": [(pk, name) for pk, name in here.people.teams if here.scope.sees_all or pk in here.scope.team_ids],
        "people": here.people,
        "most": max((load.open for load in loads), default=0),
        "may_answer": may_answer(request.agent),
    }
    return render(request, "workspace/load/show.html", context)


@leading
def move(request: AgentRequest) -> HttpResponse:
    """Give the chosen conversations (``number``) to an agent (``agent``; empty: to nobody)."""
    numbers = [int(value) for value in request.POST.getlist("number")[:MOST] if value.isdecimal() and len(value) < 18]
    wish = request.POST.get("agent", "")
    known = {str(pk) for pk, _name, may in showing.known(request).people.agents if may}
    back = HttpResponseRedirect(f"/load?{urlencode({'team': _team(request)})}" if _team(request) else "/load")
    if not numbers:
        messages.error(request, _("Choose the conversations to move first."))
    elif wish not in known and wish != "nobody":
        messages.error(request, _("Choose who gets them."))
    else:
        report = batching.apply("assign", numbers, int(wish) if wish != "nobody" else None, by=request.agent)
        count = len(report.done)
        messages.success(
            request, ngettext("%(count)s conversation is moved.", "%(count)s conversations are moved.", count) % {"count": count}
        )
        for number, sentence in list(report.refused.items())[:3]:
            messages.error(request, f"#{number}: {sentence}")
    return back


def _team(request: AgentRequest) -> int:
    wish = request.GET.get("team", "")
    return int(wish) if wish.isdecimal() and len(wish) < 18 else 0
