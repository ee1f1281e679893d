"""What routing does when something happens: one prepared look at whether it is on, and a job for what follows."""

from goodwill.accounts.models import Agent
from goodwill.activity.models import Activity, Actor
from goodwill.activity.recording import subscribe
from goodwill.conversations.models import Conversation
from goodwill.core import jobs
from goodwill.workforce import tasks
from goodwill.workforce.domain import holding, presence, queueing, requeueing, settings, shifts
from goodwill.workforce.enums import Ended, State, Why
from goodwill.workforce.models import QueueEntry


@subscribe("conversation.created", "conversation.woken")
def route_new(activity: Activity) -> None:
    if activity.data.get("imported") or not settings.current().is_on:
        return
    if activity.kind == "conversation.woken":
        holding.follow(activity)
    _route(activity.subject_id, Why.NEW)


@subscribe("conversation.reopened")
def route_reopened(activity: Activity) -> None:
    """One that somebody has stays with them, unless they are not there and the customer waits."""
    if not settings.current().is_on:
        return
    holding.follow(activity)
    _route(activity.subject_id, Why.REOPENED)
    if activity.actor == Actor.CUSTOMER:
        jobs.enqueue_once(tasks.came_back, f"came_back:{activity.subject_id}", activity.subject_id)


@subscribe("conversation.unassigned", "conversation.handed_over")
def route_unassigned(activity: Activity) -> None:
    """Who lets go of something does not want it back at once."""
    if not settings.current().is_on:
        return
    holding.follow(activity)
    former = activity.data.get("from")
    why = Why.HANDED_OVER if activity.kind == "conversation.handed_over" else Why.UNASSIGNED
    _route(activity.subject_id, why, former)
    _serve(former)


@subscribe("conversation.assigned")
def follow_assigned(activity: Activity) -> None:
    if not settings.current().is_on:
        return
    holding.follow(activity)
    queueing.leave(activity.subject_id)
    _serve(activity.data.get("from"))


@subscribe("message.sent")
def follow_first_answer(activity: Activity) -> None:
    """Who answers what is nobody's has it from then on."""
    if activity.data.get("took") and settings.current().is_on:
        holding.follow(activity)
        queueing.leave(activity.subject_id)


@subscribe("message.undone")
def follow_undone(activity: Activity) -> None:
    if settings.current().is_on:
        _route(activity.subject_id, Why.UNASSIGNED)


@subscribe("conversation.moved_to_team", "conversation.classified", "conversation.language_noted", "conversation.prioritised")
def look_anew(activity: Activity) -> None:
    """What it needs may be something else now."""
    if settings.current().is_on:
        _route(activity.subject_id, Why.NEW)


@subscribe("conversation.tagged", "conversation.untagged", "conversation.order_linked", "target.started", "target.met")
def look_anew_at_waiting(activity: Activity) -> None:
    """The same, for what changes more often: only where it waits."""
    if settings.current().is_on and QueueEntry.objects.filter(conversation_id=activity.subject_id).exists():
        _route(activity.subject_id, Why.NEW)


@subscribe("conversation.left_pending", "conversation.resolved", "conversation.closed", "conversation.snoozed")
def free(activity: Activity) -> None:
    """Somebody has one less. Who that is stands in a row that may not be written yet, but does not change now."""
    if not settings.current().is_on:
        return
    holding.follow(activity)
    queueing.leave(activity.subject_id)
    _serve(Conversation.objects.values_list("assignee_id", flat=True).filter(pk=activity.subject_id).first())


@subscribe("conversation.merged", "conversation.unmerged")
def follow_merging(activity: Activity) -> None:
    if settings.current().is_on:
        holding.follow(activity)
        queueing.leave(activity.data["source"])
        _route(activity.data["source"], Why.NEW)


@subscribe("team.removed")
def take_in_anew(_activity: Activity) -> None:
    """What waited for a team that goes waits for everybody."""
    if settings.current().is_on:
        settings.touch()
        jobs.enqueue_once(tasks.take_in_waiting, "routing:take_in")


@subscribe("agent.presence_changed")
def follow_presence(activity: Activity) -> None:
    if not settings.current().is_on:
        return
    if activity.data["state"] == State.AVAILABLE:
        jobs.cancel(f"give_back:{activity.subject_id}")
        _serve(activity.subject_id)
    elif activity.data["state"] == State.OFFLINE:
        requeueing.plan(activity.subject_id)
        jobs.enqueue_once(tasks.look_for_unstaffed, "overflow:unstaffed")


@subscribe("agent.skills_set", "agent.tier_set")
def follow_skills(activity: Activity) -> None:
    if settings.current().is_on:
        _serve(activity.subject_id)


@subscribe("team.changed")
def follow_team(activity: Activity) -> None:
    if settings.current().is_on:
        for agent_id in activity.data["joined"]:
            _serve(agent_id)


@subscribe("capacity.set")
def follow_capacity(_activity: Activity) -> None:
    shifts.turn_soon()


@subscribe("agent.deactivated")
def leave_agent(activity: Activity) -> None:
    presence.sign_out(Agent.objects.get(pk=activity.subject_id), because=Ended.DEACTIVATED)


@subscribe("agent.signed_out", "agent.signed_out_everywhere")
def sign_out(activity: Activity) -> None:
    presence.sign_out(Agent.objects.get(pk=activity.subject_id))


def _route(conversation_id: int, why: Why, former: int | None = None) -> None:
    jobs.enqueue_once(tasks.route, f"route:{conversation_id}", conversation_id, str(why), former)


def _serve(agent_id: int | None) -> None:
    if agent_id:
        jobs.enqueue_once(tasks.serve, f"serve:{agent_id}", agent_id)
