"""Teams: listed, made, changed, removed."""

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from goodwill.accounts.domain import teaming
from goodwill.accounts.models import Team
from goodwill.web.setup.doors import managers
from goodwill.web.setup.forms.teams import TeamForm
from goodwill.web.shared.requests import AgentRequest


@managers
def index(request: AgentRequest) -> HttpResponse:
    teams = Team.objects.annotate(members=Count("agents", filter=Q(agents__is_active=True), distinct=True)).prefetch_related("inboxes")
    return render(request, "setup/teams/index.html", {"teams": teams})


@managers
def new(request: AgentRequest) -> HttpResponse:
    return _page(request, TeamForm())


@managers
def create(request: AgentRequest) -> HttpResponse:
    form = TeamForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    team = teaming.create(form.cleaned_data["name"], form.cleaned_data["members"], by=request.agent)
    messages.success(request, _("The team “%(name)s” is made.") % {"name": team})
    return redirect("setup:teams")


@managers
def edit(request: AgentRequest, number: int) -> HttpResponse:
    return _page(request, TeamForm(instance=get_object_or_404(Team, pk=number)))


@managers
def update(request: AgentRequest, number: int) -> HttpResponse:
    form = TeamForm(request.POST, instance=get_object_or_404(Team, pk=number))
    if not form.is_valid():
        return _page(request, form, status=422)
    # A model form has written on its instance already; the rule compares with what is stored.
    team = Team.objects.get(pk=number)
    teaming.change(team, form.cleaned_data["name"], form.cleaned_data["members"], by=request.agent)
    messages.success(request, _("The team “%(name)s” is saved.") % {"name": team})
    return redirect("setup:teams")


@managers
def destroy(request: AgentRequest, number: int) -> HttpResponse:
    team = get_object_or_404(Team, pk=number)
    teaming.remove(team, by=request.agent)
    messages.success(request, _("The team “%(name)s” is removed.") % {"name": team})
    return redirect("setup:teams")


def _page(request: AgentRequest, form: TeamForm, status: int = 200) -> HttpResponse:
    return render(request, "setup/teams/edit.html", {"form": form, "team": form.instance if form.instance.pk else None}, status=status)
