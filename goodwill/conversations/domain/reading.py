"""Remembers how far each agent has read."""

from collections.abc import Iterable

from goodwill.accounts.models import Agent
from goodwill.conversations.models import Conversation, ReadMark
from goodwill.core.rows import PreparedAmong


def mark_read(conversation: Conversation, agent: Agent) -> None:
    """The agent has seen the newest inbound message; nothing is written when that was known."""
    if read_positions(agent, [conversation.pk]).get(conversation.pk) == conversation.last_inbound:
        return
    mark = ReadMark(agent=agent, conversation=conversation, position=conversation.last_inbound)
    ReadMark.objects.bulk_create([mark], update_conflicts=True, unique_fields=["agent", "conversation"], update_fields=["position"])


def mark_unread(conversation: Conversation, agent: Agent) -> None:
    ReadMark.objects.filter(agent=agent, conversation=conversation).delete()


def read_positions(agent: Agent, conversation_ids: Iterable[int]) -> dict[int, int]:
    """How far the agent has read each of these conversations; absent ones were never opened."""
    return dict(_MARKS.all(agent.pk, list(conversation_ids)))


_MARKS = PreparedAmong(
    lambda agent, numbers: ReadMark.objects.filter(agent_id=agent, conversation_id__in=numbers).values_list("conversation_id", "position")
)
