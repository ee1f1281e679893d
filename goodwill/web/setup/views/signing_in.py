"""Signing in, and one's own account beyond what the sign-in library's pages show."""

from allauth.account import views as account
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from goodwill.accounts.domain import deactivating, describing, joining
from goodwill.web.setup.doors import everyone
from goodwill.web.setup.forms.agents import ProfileForm
from goodwill.web.shared.middleware import public
from goodwill.web.shared.requests import AgentRequest


@public
def sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page; on a desk that nobody has joined yet, the page that makes its owner."""
    if joining.is_empty():
        return redirect("welcome")
    return account.login(request)


@everyone
def profile(request: AgentRequest) -> HttpResponse:
    return _profile(request, ProfileForm(initial=ProfileForm.values_of(request.agent)))


@everyone
def describe(request: AgentRequest) -> HttpResponse:
    form = ProfileForm(request.POST)
    if not form.is_valid():
        return _profile(request, form, status=422)
    describing.describe(request.agent, **form.cleaned_data)
    messages.success(request, _("Your profile is saved."))
    return redirect("account_profile")


def _profile(request: AgentRequest, form: ProfileForm, status: int = 200) -> HttpResponse:
    return render(request, "account/profile.html", {"form": form}, status=status)


@everyone
def end_sessions(request: AgentRequest) -> HttpResponse:
    deactivating.sign_out_everywhere(request.agent, by=request.agent)
    logout(request)
    messages.success(request, _("You are signed out on all devices."))
    return redirect("account_login")
