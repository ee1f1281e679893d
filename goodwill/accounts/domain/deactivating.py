"""Takes away an agent's access, gives it back, and signs an agent out everywhere."""

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from goodwill.accounts import rules
from goodwill.accounts.announcing import announce
from goodwill.accounts.domain.owning import require_another_owner
from goodwill.accounts.enums import Role
from goodwill.accounts.errors import NotAllowed
from goodwill.accounts.models import Agent
from goodwill.core import live


def deactivate(agent: Agent, *, by: Agent) -> None:
    """End an agent's access at once: sessions and open pages too. What the agent did stays; nobody deactivates themselves."""
    _require_change(agent, by)
    if agent.pk == by.pk:
        raise NotAllowed(_("You can't deactivate yourself. Ask another manager."))
    with transaction.atomic():
        if not agent.is_active:
            return
        if agent.role == Role.OWNER:
            require_another_owner(agent)
        agent.is_active = False
        agent.save(update_fields=["is_active"])
        _end_sessions(agent)
        announce("agent.deactivated", agent, by=by)


def reactivate(agent: Agent, *, by: Agent) -> None:
    """Let a deactivated agent sign in again, with the password and second factors that they had."""
    _require_change(agent, by)
    with transaction.atomic():
        if agent.is_active:
            return
        agent.is_active = True
        agent.save(update_fields=["is_active"])
        announce("agent.reactivated", agent, by=by)


def sign_out_everywhere(agent: Agent, *, by: Agent) -> None:
    """End all sessions of an agent, including the one that asks."""
    if agent.pk != by.pk:
        _require_change(agent, by)
    with transaction.atomic():
        _end_sessions(agent)
        announce("agent.signed_out_everywhere", agent, by=by)


def _end_sessions(agent: Agent) -> None:
    Agent.objects.filter(pk=agent.pk).update(session_round=F("session_round") + 1)
    agent.refresh_from_db(fields=["session_round"])
    live.revoke(agent.pk)


def _require_change(agent: Agent, by: Agent) -> None:
    if not rules.may_change(by, agent):
        raise NotAllowed(_("You may not change this agent."))
