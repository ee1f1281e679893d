"""Work that is done later for the workforce: each task takes ids and calls one domain function."""

from goodwill.conversations.enums import Status
from goodwill.conversations.models import Conversation
from goodwill.core import jobs
from goodwill.core.clock import now
from goodwill.core.jobs import task
from goodwill.core.rows import walk
from goodwill.workforce.domain import overflowing, presence, requeueing, routing, settings, shifts
from goodwill.workforce.enums import Why
from goodwill.workforce.models import PresenceInterval, QueueEntry


@task(queue_name="default", own_transactions=True)
def route(conversation_id: int, why: str = Why.NEW, former: int | None = None) -> None:
    """Find an agent for a conversation that has just begun to wait for one."""
    conversation = Conversation.objects.select_related("inbox", "customer", "topic").filter(pk=conversation_id).first()
    if conversation is not None:
        routing.route(conversation, why=Why(why), former=former)


@task(queue_name="timers", own_transactions=True)
def look_again(conversation_id: int) -> None:
    """The time is over for which it was kept for somebody."""
    routing.again(conversation_id)


@task(queue_name="default", own_transactions=True)
def serve(agent_id: int) -> None:
    """An agent has room, or knows more than before: see what is next for them."""
    routing.serve(agent_id)


@task(queue_name="timers", own_transactions=True)
def overflow(conversation_id: int) -> None:
    """It has waited long enough for its own team."""
    entry = QueueEntry.objects.select_related("conversation").filter(conversation_id=conversation_id).first()
    if entry is not None and entry.overflow_at is not None and entry.overflow_at <= now() and overflowing.overflow(entry, because="waited"):
        routing.again(conversation_id)


@task(queue_name="timers")
def end_silent(agent_id: int) -> None:
    """See whether a browser is still there."""
    presence.end_silent(agent_id)


@task(queue_name="timers", own_transactions=True)
def give_back(agent_id: int) -> None:
    """Give back what an absent agent has, when we have waited long enough for them."""
    requeueing.give_back(agent_id)


@task(queue_name="default", own_transactions=True)
def came_back(conversation_id: int) -> None:
    """The customer wrote again to somebody who may not be there."""
    conversation = Conversation.objects.select_related("inbox").filter(pk=conversation_id).first()
    if conversation is not None:
        requeueing.came_back(conversation)


@task(queue_name="default", own_transactions=True)
def look_for_unstaffed() -> None:
    """Somebody left: what may go elsewhere when nobody is at work is looked at again."""
    for conversation_id in overflowing.waiting_unstaffed():
        routing.again(conversation_id)


@task(queue_name="timers", own_transactions=True)
def turn_shifts() -> None:
    """A shift begins or ends: those who are here get what is next, and the next turn is planned."""
    if not settings.current().is_on:
        return
    at = now()
    if (turn := shifts.next_turn(at)) is not None:
        jobs.enqueue_once(turn_shifts, "shifts:turn", run_after=turn)
    _serve_everybody()
    look_for_unstaffed.enqueue()


@task(queue_name="slow", own_transactions=True)
def take_in_waiting(only_forgotten: bool = False) -> None:
    """Routing was switched on, or its rules changed: look at everything that waits, then at everybody who is here."""
    if not settings.current().is_on:
        return
    waiting = Conversation.objects.filter(status=Status.OPEN, assignee=None, merged_into=None).select_related("inbox", "customer", "topic")
    if only_forgotten:
        waiting = waiting.filter(queue_entry=None)
    for conversation in walk(waiting):
        routing.take_in(conversation)
    _serve_everybody()


@task(queue_name="slow", own_transactions=True)
def look_after_queue() -> None:
    """Once an hour: what waits although no job looks after it, because that was given up."""
    take_in_waiting.func(only_forgotten=True)


def _serve_everybody() -> None:
    here = PresenceInterval.objects.filter(ended_at=None).order_by("agent_id").values_list("agent_id", flat=True).distinct()
    for agent_id in list(here):
        routing.serve(agent_id)
