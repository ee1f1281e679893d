"""The door by which a face gets what this room keeps: who may see and change whose presence, shifts and skills."""

from django.db.models import QuerySet

from goodwill.accounts.models import Agent
from goodwill.accounts.rules import may_answer, may_lead, may_manage
from goodwill.conversations.access import NotVisible
from goodwill.workforce.models import Shift


def may_see_board(agent: Agent) -> bool:
    """See who is on what, and what everybody waits for."""
    return may_lead(agent)


def may_plan(agent: Agent) -> bool:
    """Plan shifts, and say what agents can do and how much at once."""
    return may_lead(agent)


def may_set_routing(agent: Agent) -> bool:
    """Switch routing on and off, and change its rules."""
    return may_manage(agent)


def may_set_presence(agent: Agent, other: Agent) -> bool:
    """Everybody says where they are themselves; a lead may do it for somebody who left without a word."""
    return may_answer(other) and (agent.pk == other.pk or may_lead(agent))


def agents_seen_by(agent: Agent) -> QuerySet[Agent]:
    """Whose days this agent may look at: everybody's for a lead, else their own."""
    found = Agent.objects.active()
    return found if may_see_board(agent) else found.filter(pk=agent.pk)


def agent_for(agent: Agent, number: int) -> Agent:
    """An active agent whose day this one may look at; raise NotVisible."""
    found = agents_seen_by(agent).filter(pk=number).first()
    if found is None:
        raise NotVisible("There is no such agent.")
    return found


def shift_for(agent: Agent, number: int) -> Shift:
    """A shift that this agent may change; raise NotVisible."""
    found = Shift.objects.filter(pk=number).first() if may_plan(agent) else None
    if found is None:
        raise NotVisible("There is no such shift.")
    return found
