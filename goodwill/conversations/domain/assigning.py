"""Gives a conversation to an agent or a team, or takes it away."""

from django.utils.translation import gettext as _

from goodwill.accounts.models import Agent, Team
from goodwill.accounts.rules import may_answer
from goodwill.activity.models import Actor
from goodwill.activity.recording import record
from goodwill.conversations.domain.changing import changing
from goodwill.conversations.models import Conversation


class CannotAnswer(ValueError):
    """The agent may not write to customers, so nothing can be assigned to them."""


def assign(conversation: Conversation, agent: Agent, *, by: Agent | Actor) -> None:
    """Make an agent responsible; raise CannotAnswer for one who may not answer."""
    if not may_answer(agent):
        raise CannotAnswer(_("%(agent)s can't answer customers.") % {"agent": agent})
    _assign(conversation, agent, by)


def unassign(conversation: Conversation, *, by: Agent | Actor) -> None:
    _assign(conversation, None, by)


def _assign(conversation: Conversation, agent: Agent | None, by: Agent | Actor) -> None:
    with changing(conversation) as fresh:
        before = fresh.assignee_id
        if before == (agent.pk if agent else None):
            return
        fresh.assignee = agent
        kind = "conversation.assigned" if agent else "conversation.unassigned"
        record(kind, fresh, by=by, data={"from": before, "to": agent.pk if agent else None, "name": str(agent or "")})


def hand_to_team(conversation: Conversation, team: Team | None, *, by: Agent | Actor) -> None:
    """Move it to a team, or to none."""
    with changing(conversation) as fresh:
        before = fresh.team_id
        if before == (team.pk if team else None):
            return
        fresh.team = team
        record("conversation.moved_to_team", fresh, by=by, data={"from": before, "to": team.pk if team else None, "name": str(team or "")})
