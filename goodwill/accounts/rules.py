"""Predicates that say what an agent may do; what an agent may see is decided by conversations.access."""

from goodwill.accounts.enums import Role
from goodwill.accounts.models import Agent

MANAGERS = {Role.OWNER, Role.ADMINISTRATOR}


def may_answer(agent: Agent) -> bool:
    """Write to customers and change conversations."""
    return agent.is_active and agent.role != Role.READ_ONLY


def may_lead(agent: Agent) -> bool:
    """Manage saved replies, tags and blocked senders of everyone."""
    return agent.is_active and agent.role in {*MANAGERS, Role.LEAD}


def may_manage(agent: Agent) -> bool:
    """Set up inboxes, agents and teams."""
    return agent.is_active and agent.role in MANAGERS


def may_set_policy(agent: Agent) -> bool:
    """Say how much may be given away, by whom: it is the owner's money."""
    return agent.is_active and agent.role == Role.OWNER


def may_grant(agent: Agent, role: str) -> bool:
    """Give this role to somebody: nobody hands out more than they have, and only an owner makes owners."""
    return may_manage(agent) and (agent.role == Role.OWNER or role != Role.OWNER)


def may_change(agent: Agent, other: Agent) -> bool:
    """Change or deactivate this agent: managers may, but only an owner touches an owner."""
    return may_manage(agent) and (agent.role == Role.OWNER or other.role != Role.OWNER)
