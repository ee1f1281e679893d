"""Before there is an account: accepting an invitation, and making the owner of an empty desk."""

import ipaddress
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from goodwill.accounts.domain import inviting, joining
from goodwill.accounts.errors import InvitationOver, Refused
from goodwill.accounts.models import Agent
from goodwill.web.setup.forms.agents import FirstOwnerForm, JoinForm
from goodwill.web.shared.middleware import public

# A proxy speaks from this machine too, but it says for whom.
FORWARDED = ("HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR", "HTTP_X_REAL_IP")


@public
def show(request: HttpRequest, token: str) -> HttpResponse:
    try:
        invitation = inviting.find(token)
    except InvitationOver as error:
        return render(request, "setup/join/over.html", {"sentence": str(error)}, status=410)
    form = JoinForm(initial={"name": invitation.name}, email=invitation.email)
    return _private(render(request, "setup/join/show.html", {"form": form, "invitation": invitation, "token": token}))


@public
def accept(request: HttpRequest, token: str) -> HttpResponse:
    try:
        invitation = inviting.find(token)
        form = JoinForm(request.POST, email=invitation.email)
        if not form.is_valid():
            return _private(render(request, "setup/join/show.html", {"form": form, "invitation": invitation, "token": token}, status=422))
        agent = joining.accept(invitation, **form.cleaned_data)
    except Refused as error:
        return render(request, "setup/join/over.html", {"sentence": str(error)}, status=410)
    return _signed_in(request, agent)


@public
def welcome(request: HttpRequest) -> HttpResponse:
    _require_empty()
    return render(request, "setup/join/welcome.html", {"form": FirstOwnerForm(needs_token=not is_at_this_machine(request))})


@public
def found(request: HttpRequest) -> HttpResponse:
    """Make the first owner, for somebody at this machine or somebody who can read its terminal."""
    _require_empty()
    needs_token = not is_at_this_machine(request)
    form = FirstOwnerForm(request.POST, needs_token=needs_token)
    if form.is_valid():
        values = form.cleaned_data
        if needs_token and not joining.is_first_owner_token(values["token"]):
            form.add_error("token", _("That is not the code that stands in the terminal."))
        else:
            owner = joining.create_first_owner(values["email"], name=values["name"], password=values["password"])
            return _signed_in(request, owner, "setup:new_inbox")
    return render(request, "setup/join/welcome.html", {"form": form}, status=422)


def is_at_this_machine(request: HttpRequest) -> bool:
    """Whether the browser runs on the desk's own machine: nothing between, and the desk is not a public one."""
    if any(request.META.get(name) for name in FORWARDED) or not _is_loopback(urlsplit(settings.DESK_URL).hostname or ""):
        return False
    return _is_loopback(request.META.get("REMOTE_ADDR", "")) and _is_loopback(urlsplit(f"//{request.get_host()}").hostname or "")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _require_empty() -> None:
    if not joining.is_empty():
        raise Http404


def _signed_in(request: HttpRequest, agent: Agent, where: str = settings.LOGIN_REDIRECT_URL) -> HttpResponse:
    login(request, agent, backend=settings.AUTHENTICATION_BACKENDS[0])
    return redirect(where)


def _private(response: HttpResponse) -> HttpResponse:
    """The address of the page is a secret, which no cache keeps. (Links tell it to nobody: the desk's policy is same-origin.)"""
    response.headers["Cache-Control"] = "no-store"
    return response
