"""Keeps what an agent is writing, so that nothing typed is lost, and what comes back when a reply is taken back."""

from collections.abc import Iterable

from django.db.models import QuerySet

from goodwill.accounts.models import Agent
from goodwill.conversations.models import Attachment, Conversation, Draft, Message
from goodwill.core import rows
from goodwill.core.clock import now


def save(conversation: Conversation, agent: Agent, text: str, *, is_note: bool) -> None:
    """Keep these words; none at all discards the draft, unless files of a reply that was taken back still hang on it."""
    mine = _of(conversation, agent, is_note=is_note)
    if not text.strip():
        mine.filter(taken_back=None).delete()
        mine.update(text="", updated_at=now())
        return
    Draft.objects.update_or_create(conversation=conversation, agent=agent, is_note=is_note, defaults={"text": text, "updated_at": now()})


def discard(conversation: Conversation, agent: Agent, *, is_note: bool) -> None:
    rows.delete(Draft, conversation_id=conversation.pk, agent_id=agent.pk, is_note=is_note)


def take_back(conversation: Conversation, agent: Agent, message: Message) -> str:
    """Make a reply that was not sent the agent's draft again, above what they have begun since; return all the words."""
    begun = _of(conversation, agent, is_note=False).values_list("text", flat=True).first()
    words = "\n\n".join(filter(None, (message.text, begun)))
    kept = {"text": words, "taken_back": message, "updated_at": now()}
    Draft.objects.update_or_create(conversation=conversation, agent=agent, is_note=False, defaults=kept)
    return words


def files_kept(conversation: Conversation, agent: Agent, chosen: Iterable[int]) -> list[Attachment]:
    """Those of the chosen files that came back to this agent with a reply that was taken back here; no others."""
    taken_back = _of(conversation, agent, is_note=False).exclude(taken_back=None).values("taken_back")
    found = Attachment.objects.filter(pk__in=list(chosen), message__in=taken_back)
    return list(found.select_related("file").order_by("id"))


def _of(conversation: Conversation, agent: Agent, *, is_note: bool) -> QuerySet[Draft]:
    return Draft.objects.filter(conversation=conversation, agent=agent, is_note=is_note)
