"""Brings a conversation back to us when what we said did not reach the customer."""

from goodwill.activity.recording import record
from goodwill.conversations.enums import Status
from goodwill.conversations.models import Conversation, Message

THOUGHT_DONE = {Status.PENDING, Status.SNOOZED, Status.RESOLVED}


def reopen_undelivered(conversation: Conversation, message: Message) -> None:
    """It is not the customer's turn: they never got this. What the desk sent by itself asks nobody to act."""
    if message.is_automatic or conversation.status not in THOUGHT_DONE:
        return
    before, conversation.status, conversation.snoozed_until = conversation.status, Status.OPEN, None
    record("conversation.reopened", conversation, data={"from": before, "undelivered": message.pk})
