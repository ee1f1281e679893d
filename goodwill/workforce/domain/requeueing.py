"""Gives back to the queue what waits for us with somebody who is not there."""

from datetime import datetime, timedelta

from django.db import transaction

from goodwill.activity.models import Actor
from goodwill.activity.recording import record
from goodwill.conversations.domain import assigning
from goodwill.conversations.domain.changing import locked
from goodwill.conversations.enums import Status
from goodwill.conversations.models import Conversation
from goodwill.core import jobs
from goodwill.core.clock import now
from goodwill.core.row_objects import PreparedObjects
from goodwill.workforce.domain import presence, requiring, routing, settings
from goodwill.workforce.enums import State, Why
from goodwill.workforce.models import PresenceInterval, TeamRouting

USUAL = TeamRouting()


def plan(agent_id: int) -> None:
    """An agent went offline: have it looked at when the shortest time of a team is over that we wait for them."""
    from goodwill.workforce.tasks import give_back

    if not settings.current().is_on:
        return
    waits = [USUAL.requeue_after, *TeamRouting.objects.filter(requeues=True).values_list("requeue_after", flat=True)]
    jobs.enqueue_once(give_back, f"give_back:{agent_id}", agent_id, run_after=now() + timedelta(minutes=min(waits)))


def give_back(agent_id: int) -> int:
    """Give back what an absent agent has and the customer waits for, as far as its team's time is over.

    What waits for the customer stays with them, and so does everything where the team wants that. Return how many went
    back; what is not due yet gets another look.
    """
    from goodwill.workforce.tasks import give_back as task

    if not settings.current().is_on:
        return 0
    at, gone, done = now(), _gone_since(agent_id), 0
    later: list[datetime] = []
    teams = {row.team_id: row for row in TeamRouting.objects.all()}
    for conversation in _WAITING.all(agent_id):
        since, own = gone.get(conversation.inbox.kind), teams.get(conversation.team_id or 0, USUAL)
        if since is None or not own.requeues:
            continue
        due = since + timedelta(minutes=own.requeue_after)
        if due > at:
            later.append(due)
        else:
            done += requeue(conversation, agent_id)
    if later:
        jobs.enqueue_once(task, f"give_back:{agent_id}", agent_id, run_after=min(later))
    return done


def requeue(conversation: Conversation, former: int) -> bool:
    """Take it from an absent agent and find another; they are asked first while they may come back."""
    held = settings.current()
    if requiring.rule_for(conversation, requiring.rules(held.version)) is None:
        return False
    with transaction.atomic():
        fresh = locked(conversation.pk)
        if fresh.assignee_id != former or fresh.status != Status.OPEN or fresh.merged_into_id:
            return False
        record("conversation.requeued", fresh, data={"from": former, "because": str(Why.AGENT_OFFLINE)})
        assigning.unassign(fresh, by=Actor.SYSTEM)
    routing.route(fresh, why=Why.AGENT_OFFLINE, former=former)
    return True


def came_back(conversation: Conversation) -> bool:
    """The customer wrote again in what somebody has who is offline: whether it was given back at once.

    We wait for the agent no longer than when they go, counted from when they went.
    """
    if conversation.assignee_id is None or not settings.current().is_on:
        return False
    gone = _gone_since(conversation.assignee_id).get(conversation.inbox.kind)
    own = settings.of_team(conversation.team_id)
    if gone is None or not own.requeues:
        return False
    if gone + timedelta(minutes=own.requeue_after) > now():
        plan(conversation.assignee_id)
        return False
    return requeue(conversation, conversation.assignee_id)


def _gone_since(agent_id: int) -> dict[str, datetime]:
    """The channels on which an agent is offline, and since when; one on which they never were is left out."""
    here = presence.current_of([agent_id]).get(agent_id, {})
    ended = PresenceInterval.objects.filter(agent_id=agent_id, ended_at__isnull=False).order_by("ended_at")
    last = dict(ended.values_list("channel", "ended_at"))
    return {kind: at for kind, at in last.items() if at is not None and here.get(kind, presence.OFFLINE).state == State.OFFLINE}


_WAITING = PreparedObjects(
    lambda agent: (
        Conversation.objects.filter(assignee_id=agent, status=Status.OPEN, merged_into=None, waiting_since__isnull=False)
        .select_related("inbox")
        .order_by("id")
    )
)
