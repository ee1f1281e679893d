"""Carries the promise that ends soonest on the conversation's row, so that lists show and order by it."""

from datetime import datetime

from goodwill.conversations.domain.changing import changing
from goodwill.conversations.models import Conversation


def show_promise(conversation: Conversation, *, due_at: datetime | None, warn_at: datetime | None = None, metric: str = "") -> None:
    """Write the promise that ends soonest, or that none runs; tells open pages only when it changes.

    What keeps promises calls it whenever one starts, is kept, pauses or is planned anew. It records nothing: the promise
    has its own record.
    """
    if (conversation.due_at, conversation.warn_at, conversation.due_metric) == (due_at, warn_at, metric):
        return
    with changing(conversation, even_merged=True) as fresh:
        fresh.due_at, fresh.warn_at, fresh.due_metric = due_at, warn_at, metric
