"""Says something among agents; whoever is named with @ hears of it."""

import re

from django.utils.translation import gettext as _

from goodwill.accounts.models import Agent
from goodwill.activity.models import Actor
from goodwill.activity.recording import append, publish
from goodwill.conversations.access import scope_of
from goodwill.conversations.domain import drafting, indexing
from goodwill.conversations.domain.changing import changing
from goodwill.conversations.domain.refreshing import part_ids
from goodwill.conversations.errors import Refused
from goodwill.conversations.models import Conversation, Mention, Note
from goodwill.core import live
from goodwill.core.clock import now


def add_note(conversation: Conversation, text: str, *, by: Agent | Actor) -> Note:
    """Add an internal note; the desk itself may write one too; agents named in it who may see the conversation are told."""
    words = text.strip()
    if not words:
        raise Refused(_("Write something first."))
    with changing(conversation) as fresh:
        activity = append("note.added", fresh, by=by)
        note = Note.objects.create(conversation=fresh, position=activity.pk, author=by if isinstance(by, Agent) else None, text=words)
        for agent in mentioned(fresh, words, by):
            Mention.objects.create(note=note, agent=agent)
            live.publish([f"a{agent.pk}"], "mention", {"id": fresh.pk})
        publish(activity)
        indexing.index_note(note)
        if isinstance(by, Agent):
            drafting.discard(fresh, by, is_note=True)
    return note


def mentionable(conversation: Conversation) -> list[Agent]:
    """The agents who can be named here: active, and allowed to see the conversation."""
    agents = Agent.objects.active().prefetch_related("teams")
    return [agent for agent in agents if scope_of(agent, [team.pk for team in agent.teams.all()]).allows(conversation)]


def mentioned(conversation: Conversation, text: str, by: Agent | Actor) -> list[Agent]:
    """The agents whose full or first name follows an @; a first name counts when only one agent has it.

    Who writes is not told of it, and an e-mail address names nobody.
    """
    if "@" not in text:
        return []
    agents = mentionable(conversation)
    first_names = [agent.name.split()[0].casefold() for agent in agents if agent.name.split()]
    return [agent for agent in agents if agent != by and _is_named(agent, text, first_names)]


def _is_named(agent: Agent, text: str, first_names: list[str]) -> bool:
    words = agent.name.split()
    names = [agent.name]
    if words and first_names.count(words[0].casefold()) == 1:
        names.append(words[0])
    return any(re.search(rf"(?<![\w.])@{re.escape(name)}(?!\w)", text, re.IGNORECASE) for name in names if name)


def mark_mentions_seen(conversation: Conversation, agent: Agent) -> None:
    """The agent opened the conversation: its mentions of them are no longer new."""
    if not Mention.objects.filter(agent=agent, seen_at=None).exists():
        return
    here = part_ids(conversation)
    Mention.objects.filter(note__conversation_id__in=here, agent=agent, seen_at=None).update(seen_at=now())
