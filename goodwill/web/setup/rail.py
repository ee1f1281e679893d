"""The places of setting up in the rail, for those who may set up."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from goodwill.accounts import rules
from goodwill.accounts.models import Agent
from goodwill.web.shared.rail import Group, Place


def groups(request: HttpRequest, agent: Agent) -> list[Group]:
    """One place at the foot: the desk's set-up, whose own pages are listed beside its content."""
    if not rules.may_lead(agent):
        return []
    place = Place(label=_("Set up"), href=reverse("setup:overview"), icon="settings", key="u", is_current=request.path.startswith("/setup"))
    return [Group(places=(place,), is_foot=True, order=90)]
