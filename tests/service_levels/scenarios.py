"""What is killed at each of its steps: the firing of targets that are due. See tests/core/victim.py."""

from collections import Counter
from datetime import timedelta

from goodwill.accounts.enums import Role
from goodwill.accounts.models import Agent
from goodwill.activity.models import Activity, Notice
from goodwill.conversations.models import Conversation
from goodwill.core import clock
from goodwill.core.jobs.alarms import Alarm, Alarms
from goodwill.core.jobs.worker import Worker
from goodwill.core.models import Job, LiveEvent, OutboxEntry
from goodwill.customers.models import Customer
from goodwill.inboxes.models import Inbox
from goodwill.service_levels.domain import choosing, firing
from goodwill.service_levels.models import Goal, Policy, Target
from tests.core.victim import Scenario, later
from tests.factories.letters import KIND

NUMBER = 2
STEPS = [{"when": "due", "notify": ["leads"], "webhook": "https://hooks.example/late", "priority": 4}]
ALARM = Alarm("test", "goodwill.service_levels.domain.firing.next_at", "goodwill.service_levels.tasks.fire")


def furnish() -> Goal:
    """A desk with a lead, an inbox, and one policy."""
    choosing.current()
    Agent.objects.create(email="jonas@fernandfable.example", name="Jonas Weber", role=Role.LEAD)
    Inbox.objects.create(kind=KIND, name="Support", address="support@fernandfable.example")
    Customer.objects.create(name="Greta Lind")
    return Goal.objects.create(policy=Policy.objects.create(name="All"), metric="first_response", within=timedelta(hours=1), steps=STEPS)


def open_targets(number: int, seconds: float = -1) -> None:
    """So many promises that end so many seconds from now."""
    goal, due, inbox, customer = (
        Goal.objects.latest("id"),
        clock.now() + timedelta(seconds=seconds),
        Inbox.objects.get(),
        Customer.objects.get(),
    )
    choosing._known = choosing.Table(-1)
    for conversation in [Conversation.objects.create(inbox=inbox, customer=customer) for _ in range(number)]:
        Target.objects.create(
            conversation=conversation, metric=goal.metric, policy_id=goal.policy_id, goal=goal, within=goal.within,
            started_at=due - goal.within, counted_from=due - goal.within, remaining=goal.within, due_at=due, next_at=due,
        )  # fmt: skip


def state() -> dict[str, list[int]]:
    """For each kind of alert how often each conversation had it, as sorted numbers."""
    return {
        "broken": sorted(Target.objects.exclude(breached_at=None).values_list("conversation_id", flat=True)),
        "recorded": sorted(Activity.objects.filter(kind="target.breached").values_list("subject_id", flat=True)),
        "told": sorted(number or 0 for number in Notice.objects.values_list("subject_id", flat=True)),
        "raised": sorted(Activity.objects.filter(kind="conversation.prioritised").values_list("subject_id", flat=True)),
        "called": sorted(entry.payload["data"]["conversation"] for entry in OutboxEntry.objects.filter(topic="webhook")),
    }


def _prepare() -> None:
    for model in (Target, Notice, Job, LiveEvent, OutboxEntry, Activity, Conversation, Policy, Customer, Inbox, Agent):
        model.objects.all().delete()
    furnish()
    open_targets(NUMBER)


def _act() -> None:
    firing.fire()


def _recover() -> None:
    Alarms([ALARM]).ring()
    with later(120):
        Worker(name="victim").work_off()


def _check() -> None:
    numbers = sorted(Conversation.objects.values_list("id", flat=True))
    for what, found in state().items():
        assert found == numbers, f"{what}: {Counter(found)} of {numbers}"
    assert firing.next_at() is None


killed = Scenario(_prepare, _act, _recover, _check)
