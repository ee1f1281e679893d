"""Lets agents say who they are: their name, signature, language and time zone."""

from django.db import transaction

from goodwill.accounts.announcing import announce
from goodwill.accounts.models import Agent


def describe(agent: Agent, *, name: str, signature: str, language: str, time_zone: str) -> None:
    """Change an agent's own words and habits; nothing here changes what they may see or do."""
    with transaction.atomic():
        agent.name, agent.signature = name.strip(), signature.strip()
        agent.language, agent.time_zone = language, time_zone
        agent.save(update_fields=["name", "signature", "language", "time_zone"])
        announce("agent.described", agent, by=agent)
