"""Helps an agent who has lost the phone: takes the second factors away, so that the password alone signs in."""

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext as _

from goodwill.accounts import rules
from goodwill.accounts.announcing import announce
from goodwill.accounts.errors import NotAllowed
from goodwill.accounts.models import Agent


def has_second_factor(agent: Agent) -> bool:
    return Authenticator.objects.filter(user=agent).exists()


def remove_second_factors(agent: Agent, *, by: Agent) -> None:
    """Remove authenticator app, passkeys and recovery codes of somebody else; one's own are removed on one's own page."""
    if not rules.may_change(by, agent) or agent.pk == by.pk:
        raise NotAllowed(_("You may not remove this agent's second factors."))
    with transaction.atomic():
        removed, _rows = Authenticator.objects.filter(user=agent).delete()
        if removed:
            announce("agent.second_factors_removed", agent, by=by)
