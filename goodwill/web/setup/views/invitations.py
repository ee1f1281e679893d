"""Invitations: made, shown with their link, renewed, withdrawn."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from goodwill.accounts import rules
from goodwill.accounts.domain import inviting
from goodwill.accounts.errors import Refused
from goodwill.accounts.models import Invitation
from goodwill.web.setup.doors import managers
from goodwill.web.setup.forms.agents import InvitationForm
from goodwill.web.shared.requests import AgentRequest


@managers
def new(request: AgentRequest) -> HttpResponse:
    return _page(request, InvitationForm(by=request.agent))


@managers
def create(request: AgentRequest) -> HttpResponse:
    form = InvitationForm(request.POST, by=request.agent)
    if form.is_valid():
        place = form.place
        try:
            invitation = inviting.invite(
                form.cleaned_data["email"],
                by=request.agent,
                name=place.name,
                role=place.role,
                visibility=place.visibility,
                teams=place.teams,
            )
        except Refused as error:
            form.add_error("email", str(error))
        else:
            messages.success(request, _("The invitation to %(address)s is on its way.") % {"address": invitation.email})
            return redirect("setup:invitation", invitation.pk)
    return _page(request, form, status=422)


@managers
def show(request: AgentRequest, number: int) -> HttpResponse:
    """The link is shown only to those who may give that role: whoever has it, takes the place."""
    invitation = get_object_or_404(inviting.open_invitations(), pk=number)
    may_grant = rules.may_grant(request.agent, invitation.role)
    link = inviting.link(invitation) if may_grant and invitation.is_open else ""
    return render(request, "setup/agents/invitation.html", {"invitation": invitation, "link": link, "may_grant": may_grant})


@managers
def renew(request: AgentRequest, number: int) -> HttpResponse:
    invitation = get_object_or_404(Invitation, pk=number)
    try:
        inviting.renew(invitation, by=request.agent)
    except Refused as error:
        messages.error(request, str(error))
        return redirect("setup:agents")
    messages.success(
        request, _("A new invitation to %(address)s is on its way; the old link stopped working.") % {"address": invitation.email}
    )
    return redirect("setup:invitation", invitation.pk)


@managers
def withdraw(request: AgentRequest, number: int) -> HttpResponse:
    invitation = get_object_or_404(Invitation, pk=number)
    try:
        inviting.withdraw(invitation, by=request.agent)
        messages.success(request, _("The invitation to %(address)s is withdrawn.") % {"address": invitation.email})
    except Refused as error:
        messages.error(request, str(error))
    return redirect("setup:agents")


def _page(request: AgentRequest, form: InvitationForm, status: int = 200) -> HttpResponse:
    return render(request, "setup/agents/new.html", {"form": form}, status=status)
