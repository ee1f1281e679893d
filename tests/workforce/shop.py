"""Small verbs for tests of routing: switch it on, be here, let the worker do what is due."""

from datetime import UTC, datetime, timedelta

from django.utils.module_loading import import_string

from goodwill.accounts.models import Agent
from goodwill.conversations.models import Conversation
from goodwill.core import clock
from goodwill.core.models import Job
from goodwill.workforce.domain import presence, ruling, settings
from goodwill.workforce.enums import ShiftKind, State
from goodwill.workforce.models import Assignment, Capacity, RoutingRule, Shift
from tests.factories.conversations import World, make_conversation

MONDAY = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)


def at(minutes: float) -> clock.pretending:
    """Let it be so many minutes after nine on a Monday."""
    return clock.pretending(MONDAY + timedelta(minutes=minutes))


def switch_on(world: World, *rules: RoutingRule) -> None:
    """Route by these rules; by one for everything where there are none."""
    for rule in rules:
        ruling.save(rule, by=world.owner)
    settings.change(by=world.owner, is_on=True, silent_after=120)
    work()


def come(*agents: Agent) -> None:
    for agent in agents:
        presence.set_state(agent, State.AVAILABLE, by=agent)
    work()


def go(*agents: Agent) -> None:
    for agent in agents:
        presence.set_state(agent, State.OFFLINE, by=agent)
    work()


def fits(agent: Agent | None, count: int, share: int = 0, channel: str = "letter") -> None:
    Capacity.objects.update_or_create(agent=agent, channel=channel, defaults={"at_once": count, "share": share})


def work() -> int:
    """Do what this room's worker would do by now; return how many jobs that were."""
    done = 0
    while job := Job.objects.filter(run_at__lte=clock.now(), task__startswith="goodwill.workforce").order_by("run_at", "id").first():
        arguments, options = job.args
        job.delete()
        import_string(job.task).func(*arguments, **options)
        done += 1
    return done


def arrives(world: World, text: str = "Where is my fern?", **content) -> Conversation:
    """A customer writes, and the worker sees to it."""
    conversation = make_conversation(content.pop("inbox", world.support), text, **content)
    work()
    conversation.refresh_from_db()
    return conversation


def holder(conversation: Conversation) -> Agent | None:
    return Conversation.objects.get(pk=conversation.pk).assignee


def last_assignment(conversation: Conversation) -> Assignment | None:
    return Assignment.objects.filter(conversation=conversation).order_by("-id").first()


def a_shift(agent: Agent, start: float, end: float, kind: str = ShiftKind.WORK) -> Shift:
    """From and until so many minutes after nine on the Monday."""
    moments = {"starts_at": MONDAY + timedelta(minutes=start), "ends_at": MONDAY + timedelta(minutes=end)}
    return Shift.objects.create(agent=agent, kind=kind, **moments)
