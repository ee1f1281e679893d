"""Says what a conversation is about, and in which language its customer writes."""

from goodwill.accounts.models import Agent
from goodwill.activity.models import Actor
from goodwill.activity.recording import record
from goodwill.conversations.domain.changing import changing
from goodwill.conversations.models import Conversation, Topic


def classify(conversation: Conversation, topic: Topic | None, *, by: Agent | Actor) -> None:
    """Give it a topic of the catalogue, or none."""
    with changing(conversation) as fresh:
        before = fresh.topic_id
        if before == (topic.pk if topic else None):
            return
        fresh.topic = topic
        data = {
            "from": before,
            "to": topic.pk if topic else None,
            "name": str(topic or ""),
            "complaint": bool(topic and topic.is_complaint),
        }
        record("conversation.classified", fresh, by=by, data=data)


def note_language(conversation: Conversation, language: str, *, by: Agent | Actor) -> None:
    """Keep the code of the language that the customer writes in, such as ``de``; "" for unknown."""
    with changing(conversation) as fresh:
        if fresh.language == language:
            return
        before, fresh.language = fresh.language, language
        record("conversation.language_noted", fresh, by=by, data={"from": before, "to": language})
