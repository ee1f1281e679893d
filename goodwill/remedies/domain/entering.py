"""Writes the ledger: an entry and the remedy's state go together, and are told on the conversation and the order."""

from typing import Any

from goodwill.accounts.models import Agent
from goodwill.activity.models import Actor
from goodwill.activity.recording import append, record
from goodwill.conversations.access import shown_in
from goodwill.conversations.domain.changing import changing
from goodwill.conversations.models import Conversation
from goodwill.core.clock import now
from goodwill.core.rows import insert
from goodwill.remedies.enums import EntryKind, GranteeKind, RemedyState
from goodwill.remedies.models import LedgerEntry, Remedy

# The state that a remedy is in after an entry of a kind; the others leave it as it is.
STATE_AFTER = {
    EntryKind.DENIED: RemedyState.DENIED,
    EntryKind.ASKED: RemedyState.ASKED,
    EntryKind.DECLINED: RemedyState.DECLINED,
    EntryKind.EXPIRED: RemedyState.EXPIRED,
    EntryKind.GRANTED: RemedyState.SENT,
    EntryKind.DONE: RemedyState.DONE,
    EntryKind.CONFIRMED: RemedyState.CONFIRMED,
    EntryKind.UNCERTAIN: RemedyState.UNCERTAIN,
    EntryKind.FAILED: RemedyState.FAILED,
}


def enter(
    remedy: Remedy, kind: EntryKind, *, by: Agent | Actor = Actor.SYSTEM, amount: int = 0, words: str = "", **fields: Any
) -> LedgerEntry:
    """Append an entry, move the remedy, save it with ``fields``, and tell it, in the caller's transaction.

    Whoever calls holds the remedy's row, or has just made it. ``amount`` is what it moves: plus reserves, minus frees.
    """
    entry = insert(
        LedgerEntry(
            remedy=remedy,
            kind=kind,
            amount=amount,
            currency=remedy.currency,
            grantee=remedy.grantee if by is not Actor.SYSTEM else "",
            agent=by if isinstance(by, Agent) else None,
            rule_name=remedy.rule_name,
            words=words,
            at=now(),
        )
    )
    remedy.state = STATE_AFTER.get(kind, remedy.state)
    remedy.updated_at = entry.at
    for name, value in fields.items():
        setattr(remedy, name, value)
    remedy.save(update_fields=["state", "updated_at", *fields])
    _tell(f"remedy.{kind}", remedy, by, words)
    return entry


def actor_of(remedy: Remedy) -> Agent | Actor:
    """Who asked, as activities have it; the bot acts for the system."""
    if remedy.agent is not None:
        return remedy.agent
    return Actor.CUSTOMER if remedy.grantee == GranteeKind.CUSTOMER else Actor.SYSTEM


def _tell(kind: str, remedy: Remedy, by: Agent | Actor, words: str) -> None:
    """Record it once for subscribers, and lay it into the timelines of conversation and order."""
    data = {
        "remedy": remedy.pk,
        "kind": remedy.kind,
        "value": {"minor": remedy.value, "currency": remedy.currency},
        "rule": remedy.rule_name,
        "order": remedy.order_id,
        "words": words[:300],
    }
    if remedy.order is not None:
        append(kind, remedy.order, by=by, data=data)
    if remedy.conversation is not None:
        with changing(_shown(remedy.conversation), even_merged=True) as fresh:
            append(kind, fresh, by=by, data=data)
    record(kind, remedy, by=by, data=data)


def _shown(conversation: Conversation) -> Conversation:
    return shown_in(Conversation.objects.get(pk=conversation.pk))
