"""Gives what waits to who should have it.

Two workers may do this at once: whoever gives something to an agent holds the agent's seat, and looks again whether it
still fits. Locks are taken in the order seat, conversation, queue entry.
"""

from django.db import transaction

from goodwill.accounts.models import Agent
from goodwill.accounts.rules import may_answer
from goodwill.activity.models import Actor
from goodwill.activity.recording import record
from goodwill.conversations.domain import assigning
from goodwill.conversations.domain.changing import locked
from goodwill.conversations.models import Conversation
from goodwill.core import rows
from goodwill.core.clock import now
from goodwill.workforce.domain import channels, crew, explaining, overflowing, presence, queueing, requiring, selecting, settings
from goodwill.workforce.domain.selecting import Candidate, Choice, Need
from goodwill.workforce.enums import Why
from goodwill.workforce.models import Assignment, QueueEntry

ATTEMPTS = 500


def route(conversation: Conversation, *, why: Why = Why.NEW, former: int | None = None) -> Assignment | None:
    """Find an agent for a conversation that waits for one; None where it has to wait, is not for routing, or routing is off.

    Who is best for it may be due something else first: then they get that, and the next best is asked.
    """
    held = settings.current()
    if not held.is_on:
        return None
    entry = queueing.take_in(conversation, held, why=why, former=former)
    if entry is None:
        return None
    queueing.raise_waiting(held)
    return _find_agent(entry)


def take_in(conversation: Conversation) -> None:
    """Put what waits into the queue, as the rules see it now, for a ``serve`` that follows."""
    queueing.take_in(conversation, settings.current(), why=Why.NEW)


def again(conversation_id: int) -> Assignment | None:
    """Look once more for an agent for what is in the queue, because time has changed what is allowed."""
    entry = QueueEntry.objects.filter(conversation_id=conversation_id).first()
    if entry is None or not settings.current().is_on:
        return None
    return _find_agent(entry)


def serve(agent_id: int) -> int:
    """An agent has room: give them, or whoever is better for it, what is next, until nothing fits; return how much that was."""
    held = settings.current()
    if not held.is_on or not QueueEntry.objects.exists():
        return 0
    queueing.raise_waiting(held)
    kinds, given = channels.kinds(), 0
    for _attempt in range(ATTEMPTS):
        candidate = crew.one(agent_id, now(), kinds)
        if candidate is None or not selecting.can_take_any(candidate, kinds):
            break
        entry = _next_for(candidate)
        if entry is None:
            break
        given += _give_to_best(entry, kinds)
    return given


def _give_to_best(entry: QueueEntry, kinds: list[str]) -> bool:
    need, at = queueing.need_of(entry), now()
    choice = selecting.choose(need, crew.crew(at, kinds), at)
    return choice.chosen is not None and _give(entry, need, choice) is not None


def _find_agent(entry: QueueEntry) -> Assignment | None:
    kinds = channels.kinds()
    for _attempt in range(ATTEMPTS):
        need, at = queueing.need_of(entry), now()
        people = crew.crew(at, kinds)
        choice = selecting.choose(need, people, at)
        if choice.chosen is None:
            if overflowing.if_unstaffed(entry, people, at):
                continue
            return None
        first = _next_for(choice.chosen) or entry
        if first.pk != entry.pk:
            _give_to_best(first, kinds)
            continue
        if (assignment := _give(entry, need, choice)) is not None:
            return assignment
        fresh = QueueEntry.objects.filter(pk=entry.pk).first()
        if fresh is None:
            return None
        entry = fresh
    return None


def _next_for(candidate: Candidate) -> QueueEntry | None:
    """What this agent should take next: the queue in its order, as far as it is for them."""
    at = now()
    return next((e for e in queueing.in_order(candidate) if selecting.obstacle(candidate, queueing.need_of(e), at) is None), None)


def _give(entry: QueueEntry, need: Need, choice: Choice) -> Assignment | None:
    """Give it to the chosen one, if under the lock they can still have it and it still waits; else None."""
    assert choice.chosen is not None
    agent = Agent.objects.filter(pk=choice.chosen.agent_id).first()
    with transaction.atomic():
        seat = presence.hold_seat(choice.chosen.agent_id)
        at = now()
        fresh = crew.one(choice.chosen.agent_id, at, [entry.channel, *choice.chosen.limits])
        if agent is None or not may_answer(agent) or fresh is None or selecting.obstacle(fresh, need, at) is not None:
            return None
        conversation = locked(entry.conversation_id)
        if not requiring.is_waiting(conversation):
            queueing.leave(conversation.pk)
            return None
        if not QueueEntry.objects.filter(pk=entry.pk).delete()[0]:
            return None
        assignment = _kept(entry, need, choice, fresh)
        seat.given_at, seat.given = at, seat.given + selecting.weight(fresh, entry.channel)
        rows.update(seat, ["given_at", "given"])
        assigning.assign(conversation, agent, by=Actor.SYSTEM)
        data = {"assignment": assignment.pk, "to": agent.pk, "name": str(agent), "rule": assignment.rule_name}
        record("conversation.routed", conversation, data=data)
    return assignment


def _kept(entry: QueueEntry, need: Need, choice: Choice, fresh: Candidate) -> Assignment:
    rule = entry.rule
    return rows.insert(
        Assignment(
            conversation_id=entry.conversation_id,
            agent_id=fresh.agent_id,
            agent_name=fresh.name,
            rule=rule,
            rule_name=rule.name if rule else "",
            channel=entry.channel,
            waited_since=entry.since,
            at=now(),
            reasons=explaining.reasons(need, choice, fresh, entry.why),
        )
    )
