"""Agents: listed, changed, deactivated and let in again, helped when they lost their phone."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from goodwill.accounts import rules
from goodwill.accounts.domain import changing, deactivating, inviting, securing
from goodwill.accounts.errors import Refused
from goodwill.accounts.models import Agent
from goodwill.web.setup.doors import managers
from goodwill.web.setup.forms.agents import PlaceForm
from goodwill.web.shared.requests import AgentRequest


@managers
def index(request: AgentRequest) -> HttpResponse:
    agents = Agent.objects.prefetch_related("teams").order_by("-is_active", "name", "id")
    invitations = inviting.open_invitations().select_related("invited_by")
    return render(request, "setup/agents/index.html", {"agents": agents, "invitations": invitations})


@managers
def edit(request: AgentRequest, number: int) -> HttpResponse:
    person = get_object_or_404(Agent, pk=number)
    return _page(request, person, PlaceForm(by=request.agent, initial=PlaceForm.values_of(person)))


@managers
def update(request: AgentRequest, number: int) -> HttpResponse:
    person = get_object_or_404(Agent, pk=number)
    form = PlaceForm(request.POST, by=request.agent)
    if form.is_valid():
        try:
            changing.change(person, form.place, by=request.agent)
        except Refused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("%(name)s is saved.") % {"name": person})
            return redirect("setup:agents")
    return _page(request, person, form, status=422)


@managers
def activate(request: AgentRequest, number: int) -> HttpResponse:
    person = get_object_or_404(Agent, pk=number)
    return _done(request, lambda: deactivating.reactivate(person, by=request.agent), _("%(name)s may sign in again.") % {"name": person})


@managers
def deactivate(request: AgentRequest, number: int) -> HttpResponse:
    person = get_object_or_404(Agent, pk=number)
    return _done(
        request, lambda: deactivating.deactivate(person, by=request.agent), _("%(name)s is deactivated and signed out.") % {"name": person}
    )


@managers
def end_sessions(request: AgentRequest, number: int) -> HttpResponse:
    person = get_object_or_404(Agent, pk=number)
    return _done(
        request,
        lambda: deactivating.sign_out_everywhere(person, by=request.agent),
        _("%(name)s is signed out everywhere.") % {"name": person},
    )


@managers
def remove_second_factors(request: AgentRequest, number: int) -> HttpResponse:
    person = get_object_or_404(Agent, pk=number)
    sentence = _("%(name)s signs in with the password alone now.") % {"name": person}
    return _done(request, lambda: securing.remove_second_factors(person, by=request.agent), sentence)


def _done(request: AgentRequest, change: Callable[[], None], sentence: str) -> HttpResponse:
    """Carry out a change and say so, or say why it was refused."""
    try:
        change()
        messages.success(request, sentence)
    except Refused as error:
        messages.error(request, str(error))
    return redirect("setup:agents")


def _page(request: AgentRequest, person: Agent, form: PlaceForm, status: int = 200) -> HttpResponse:
    context = {
        "person": person,
        "form": form,
        "may_change": rules.may_change(request.agent, person),
        "is_self": person.pk == request.agent.pk,
        "has_second_factor": securing.has_second_factor(person),
    }
    return render(request, "setup/agents/edit.html", context, status=status)
