"""How conversations come to agents: the switch, the table of rules, what teams do when full, and trying it out."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from goodwill.accounts.models import Team
from goodwill.conversations.access import NotVisible, conversation_for
from goodwill.conversations.models import Conversation
from goodwill.web.setup.doors import managers
from goodwill.web.setup.forms.routing import RoutingForm, TeamRoutingForm
from goodwill.web.setup.routing_trials import in_words, try_out
from goodwill.web.shared.requests import AgentRequest
from goodwill.workforce.domain import ruling, settings
from goodwill.workforce.errors import Refused
from goodwill.workforce.models import QueueEntry, RoutingRule, Skill, TeamRouting

LATELY = 12


@managers
def show(request: AgentRequest) -> HttpResponse:
    return _page(request, RoutingForm(initial=RoutingForm.values_of(settings.row())))


@managers
def change(request: AgentRequest) -> HttpResponse:
    """``switch`` is on or off; without it the minutes are changed."""
    if (switch := request.POST.get("switch")) in ("on", "off"):
        settings.change(by=request.agent, is_on=switch == "on")
        messages.success(request, _("Conversations are given to agents now.") if switch == "on" else _("Nothing is given to agents now."))
        return redirect("setup:routing")
    form = RoutingForm(request.POST)
    if form.is_valid():
        try:
            settings.change(by=request.agent, **form.cleaned_data)
        except Refused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The settings are saved."))
            return redirect("setup:routing")
    return _page(request, form, status=422)


@managers
def team(request: AgentRequest, number: int) -> HttpResponse:
    found = get_object_or_404(Team, pk=number)
    return _team_page(request, found, TeamRoutingForm(initial=TeamRoutingForm.values_of(settings.of_team(found.pk))))


@managers
def change_team(request: AgentRequest, number: int) -> HttpResponse:
    found = get_object_or_404(Team, pk=number)
    form = TeamRoutingForm(request.POST)
    if form.is_valid():
        try:
            settings.change_team(found, form.row(), by=request.agent)
        except Refused as error:
            form.add_error("overflow_team", str(error))
        else:
            messages.success(request, _("What holds for %(team)s is saved.") % {"team": found})
            return redirect("setup:routing")
    return _team_page(request, found, form, status=422)


@managers
def trial(request: AgentRequest) -> HttpResponse:
    """Which agent would get a conversation (``?conversation=12``) now, and why."""
    asked = request.GET.get("conversation", "").strip().lstrip("#")
    found, problem = None, ""
    if asked:
        try:
            found = conversation_for(request.agent, int(asked)) if asked.isdecimal() and len(asked) < 18 else None
        except NotVisible:
            found = None
        problem = "" if found else _("There is no conversation with this number.")
    context = {
        "asked": asked,
        "problem": problem,
        "conversation": found,
        "trial": try_out(found) if found else None,
        "lately": Conversation.objects.filter(merged_into=None, status="open").order_by("-last_message_at")[:LATELY],
    }
    return render(request, "setup/routing/trial.html", context, status=404 if problem else 200)


def _page(request: AgentRequest, form: RoutingForm, status: int = 200) -> HttpResponse:
    skills = dict(Skill.objects.values_list("pk", "name"))
    rules = RoutingRule.objects.select_related("team", "overflow_team")
    own = {row.team_id: row for row in TeamRouting.objects.select_related("overflow_team")}
    context = {
        "form": form,
        "routing": settings.row(),
        "rules": [(rule, ruling.sentences(rule), in_words(rule, skills)) for rule in rules],
        "teams": [(team, own.get(team.pk) or TeamRouting(team=team)) for team in Team.objects.all()],
        "waiting": QueueEntry.objects.count(),
    }
    return render(request, "setup/routing/show.html", context, status=status)


def _team_page(request: AgentRequest, found: Team, form: TeamRoutingForm, status: int = 200) -> HttpResponse:
    return render(request, "setup/routing/team.html", {"team": found, "form": form}, status=status)
