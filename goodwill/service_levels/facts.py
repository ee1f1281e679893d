"""What conditions ask of the promises of a conversation; all of it stands on the conversation's row."""

from datetime import timedelta

from goodwill.conversations.situations import Facts, fact

HOUR = timedelta(hours=1)


@fact("due_metric")
def due_metric(facts: Facts) -> str:
    """Which promise ends soonest; "" while none runs."""
    return facts.conversation.due_metric


@fact("hours_to_due")
def hours_to_due(facts: Facts) -> float | None:
    """How long until it ends, by the wall clock, negative when it has; None while none runs."""
    due_at = facts.conversation.due_at
    return None if due_at is None else (due_at - facts.at) / HOUR


@fact("is_breached")
def is_breached(facts: Facts) -> bool:
    """Whether the time of a promise that still stands has run out."""
    due_at = facts.conversation.due_at
    return due_at is not None and due_at <= facts.at
