"""An agent's own e-mail address: asked to be changed, and confirmed by the letter that the new one gets."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from goodwill.accounts.domain import readdressing
from goodwill.accounts.errors import Refused
from goodwill.web.setup.doors import everyone
from goodwill.web.setup.forms.agents import AddressForm
from goodwill.web.shared.requests import AgentRequest


@everyone
@reauthentication_required
def edit(request: AgentRequest) -> HttpResponse:
    return _form(request, AddressForm())


@everyone
@reauthentication_required
def ask(request: AgentRequest) -> HttpResponse:
    form = AddressForm(request.POST)
    if form.is_valid():
        try:
            readdressing.ask(request.agent, form.cleaned_data["email"])
        except Refused as error:
            form.add_error("email", str(error))
        else:
            messages.success(request, _("We wrote to %(address)s. Open the link in that letter.") % {"address": form.cleaned_data["email"]})
            return redirect("account_profile")
    return _form(request, form, status=422)


@everyone
def show(request: AgentRequest) -> HttpResponse:
    """Where the letter's link leads: the question whether the new address shall be the one."""
    link = _link(request.GET)
    try:
        readdressing.check(request.agent, *link)
    except Refused as error:
        return _over(request, error)
    return render(request, "account/address_confirm.html", dict(zip(("to", "until", "seal"), link, strict=True)))


@everyone
def confirm(request: AgentRequest) -> HttpResponse:
    link = _link(request.POST)
    try:
        readdressing.confirm(request.agent, *link)
    except Refused as error:
        return _over(request, error)
    messages.success(request, _("You sign in with %(address)s from now on.") % {"address": link[0]})
    return redirect("account_profile")


def _over(request: AgentRequest, error: Refused) -> HttpResponse:
    return render(request, "account/address_over.html", {"sentence": str(error)}, status=410)


def _link(given: QueryDict) -> tuple[str, str, str]:
    return given.get("to", ""), given.get("until", ""), given.get("seal", "")


def _form(request: AgentRequest, form: AddressForm, *, status: int = 200) -> HttpResponse:
    return render(request, "account/address.html", {"form": form}, status=status)
