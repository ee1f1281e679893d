"""Knows who has a conversation open and who is writing in it, for as long as they say so."""

from collections.abc import Iterable
from datetime import timedelta

from goodwill.accounts.models import Agent
from goodwill.conversations.models import Conversation, Presence
from goodwill.core import live
from goodwill.core.clock import now
from goodwill.core.row_objects import PreparedObjects

LASTS = timedelta(seconds=40)


def arrive(conversation: Conversation, agent: Agent, *, is_typing: bool = False) -> None:
    """The agent is here; repeated every 15 seconds by the page. Others are told only when something changed."""
    previous = Presence.objects.filter(conversation=conversation, agent=agent).first()
    Presence.objects.update_or_create(
        conversation=conversation, agent=agent, defaults={"is_typing": is_typing, "expires_at": now() + LASTS}
    )
    if previous is None or previous.is_typing != is_typing or previous.expires_at < now():
        _tell(conversation)


def leave(conversation: Conversation, agent: Agent) -> None:
    if Presence.objects.filter(conversation=conversation, agent=agent).delete()[0]:
        _tell(conversation)


def present(conversation_ids: Iterable[int], *, besides: Agent) -> list[Presence]:
    """Who else is in these conversations now."""
    at = now()
    # Those who left without a word are few, and swept away by the minute.
    return [presence for presence in _OTHERS.all(list(conversation_ids), besides.pk) if presence.expires_at > at]


_OTHERS = PreparedObjects(
    lambda ids, agent: (
        Presence.objects.filter(conversation_id__in=ids).exclude(agent_id=agent).select_related("agent").order_by("agent__name")
    )
)


def sweep() -> int:
    """Forget those who left without a word; return how many."""
    return Presence.objects.filter(expires_at__lt=now()).delete()[0]


def _tell(conversation: Conversation) -> None:
    live.publish([f"conversation:{conversation.pk}"], "presence", {"id": conversation.pk})
