"""Shows a conversation as it was right after an activity, as far as the record tells: for trying rules on the past."""

from collections.abc import Sequence
from copy import copy
from datetime import datetime
from typing import Any

from goodwill.activity.models import Activity
from goodwill.conversations.domain.refreshing import words_of
from goodwill.conversations.enums import Direction
from goodwill.conversations.models import Conversation, Message
from goodwill.conversations.situations import Facts

STATUS = {
    "conversation.reopened": "open",
    "conversation.woken": "open",
    "conversation.left_pending": "pending",
    "conversation.snoozed": "snoozed",
    "conversation.resolved": "resolved",
    "conversation.closed": "closed",
}
# The columns whose former value an activity carries as "from".
CARRIED = {
    "conversation.prioritised": "priority",
    "conversation.assigned": "assignee_id",
    "conversation.unassigned": "assignee_id",
    "conversation.moved_to_team": "team_id",
    "conversation.classified": "topic_id",
    "conversation.language_noted": "language",
    "conversation.renamed": "subject",
}
TAGS = ("conversation.tagged", "conversation.untagged")
KINDS = (*STATUS, *CARRIED, *TAGS)
# What is taken as it is today, because nobody kept how it was.
TODAYS = {
    "account",
    "tiers",
    "lifetime_values",
    "order_count",
    "order",
    "order_total",
    "order_status",
    "store_id",
    "days_since_placed",
    "promised_on",
    "days_late",
    "days_without_scan",
    "is_breached",
    "remedy_kinds",
}


class PastFacts(Facts):
    """Facts that remember which were asked for, so that it can be said which of them were today's."""

    def __init__(self, conversation: Conversation, **options: Any) -> None:
        super().__init__(conversation, **options)
        self.asked: set[str] = set()

    def __getitem__(self, name: str) -> Any:
        self.asked.add(name)
        return super().__getitem__(name)


def as_it_was(conversation: Conversation, at: datetime, position: int, later: Sequence[Activity], said: Sequence[Message]) -> Conversation:
    """A copy of the conversation as it was after the activity of this number; it is never saved.

    ``later`` are its activities of ``KINDS`` after that, oldest first; ``said`` all its messages, oldest first.
    """
    past = copy(conversation)
    past._state = copy(conversation._state)
    past._state.fields_cache = {name: value for name, value in conversation._state.fields_cache.items() if name in ("inbox", "customer")}
    _put_back_columns(past, later)
    _put_back_messages(past, at, [message for message in said if message.position <= position])
    return past


def _put_back_columns(past: Conversation, later: Sequence[Activity]) -> None:
    """What changed a column first after that moment says what it was; tags are put back step by step."""
    settled: set[str] = set()
    tags = set(past.tag_names)
    for activity in reversed(later):
        if activity.kind in TAGS:
            word = str(activity.data.get("tag", ""))
            (tags.discard if activity.kind == TAGS[0] else tags.add)(word)
    past.tag_names = sorted(tags)
    for activity in later:
        column = "status" if activity.kind in STATUS else CARRIED.get(activity.kind, "")
        if not column or column in settled:
            continue
        settled.add(column)
        # Woken has only one status before it, and does not say so.
        former = activity.data.get("from", "snoozed" if activity.kind == "conversation.woken" else None)
        if former is not None or column.endswith("_id"):
            setattr(past, column, former)


def _put_back_messages(past: Conversation, at: datetime, said: Sequence[Message]) -> None:
    past.message_count, past.waiting_since, past.last_inbound, past.last_words = len(said), None, 0, ""
    past.last_message_at = past.created_at
    past.due_at = past.warn_at = None
    for message in said:
        past.last_message_at = max(past.last_message_at, message.created_at)
        if message.direction == Direction.INBOUND:
            past.last_inbound = message.position
            if not message.is_third_party:
                past.waiting_since = past.waiting_since or message.created_at
        elif not message.is_automatic:
            past.waiting_since = None
        if message.direction == Direction.INBOUND or not message.is_automatic:
            past.last_words, past.last_direction = words_of(message), message.direction
