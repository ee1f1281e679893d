"""Carries the promise that ends soonest on the conversation's row, so that lists show and order by it."""

from datetime import datetime

from goodwill.conversations.domain.changing import changing, in_hand
from goodwill.conversations.models import Conversation

# The columns that ``put`` changes.
PROMISED = ("due_at", "warn_at", "due_metric")


def show_promise(conversation: Conversation, *, due_at: datetime | None, warn_at: datetime | None = None, metric: str = "") -> None:
    """Write the promise that ends soonest, or that none runs; tells open pages only when it changes.

    What keeps promises calls it whenever one starts, is kept, pauses or is planned anew. It records nothing: the promise
    has its own record. In the midst of a change of the conversation it is saved with that change.
    """
    if (held := in_hand(conversation.pk)) is not None:
        put(held, due_at=due_at, warn_at=warn_at, metric=metric)
    elif (conversation.due_at, conversation.warn_at, conversation.due_metric) != (due_at, warn_at, metric):
        with changing(conversation, even_merged=True) as fresh:
            put(fresh, due_at=due_at, warn_at=warn_at, metric=metric)


def put(conversation: Conversation, *, due_at: datetime | None, warn_at: datetime | None = None, metric: str = "") -> None:
    """Set the columns of a row that the caller saves."""
    conversation.due_at, conversation.warn_at, conversation.due_metric = due_at, warn_at, metric
