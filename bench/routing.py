"""Measures routing: a day of 10,000 contacts decided by its core, and one decision at 200 agents and 2,000 waiting."""

import os
import time
from datetime import timedelta
from random import Random
from typing import Any

from bench import database
from bench.figures import Figure
from bench.measuring import timed

AGENTS, QUEUED, AT_ONCE = 200, 2_000, 5
LIMIT = 50


def run() -> list[Figure]:
    """Figures for the database that DATABASE_URL names, else SQLite; the desk is made once and kept."""
    database.choose("routing", "postgres" if os.environ.get("DATABASE_URL") else "sqlite")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    return [*_day(), *_decisions()]


def _day() -> list[Figure]:
    from tests.workforce.simulating import Day, contacts, staff

    random = Random(20318)
    day = Day(staff(90, random), contacts(10_000, random), random, all_day=True)
    began = time.process_time()
    waits = sorted(day.run().waits.values())
    each = (time.process_time() - began) * 1000 / day.outcome.decisions
    random = Random(4711)
    alike = Day(staff(75, random, alike=True), contacts(10_000, random), random, all_day=True)
    alike.run()
    return [
        Figure.at_most("a day: given to somebody though a higher one waited", day.outcome.overtaken, "times", 1),
        Figure.at_most("a day: most or least given, against what was due", alike.unfairness() * 100, "%", 5),
        Figure.at_most("a day: longest wait", waits[-1] / 60, "min", 60),
        Figure("a day: wait of 99 in 100", waits[len(waits) * 99 // 100], "s"),
        Figure("a day: processor time for a decision of the core, 90 agents", each, "ms"),
    ]


def _decisions() -> list[Figure]:
    from goodwill.activity.models import Actor
    from goodwill.conversations.domain import resolving
    from goodwill.conversations.models import Conversation
    from goodwill.core.models import Job
    from goodwill.workforce.domain import routing
    from goodwill.workforce.models import QueueEntry

    if QueueEntry.objects.count() < QUEUED // 2:
        _fill()
    waiting = list(Conversation.objects.filter(assignee=None, status="open").select_related("inbox", "customer", "topic")[:100])
    full = timed(routing.route, waiting, time.process_time)
    held = list(Conversation.objects.exclude(assignee=None).filter(status="open").order_by("id")[:60])
    owners = [conversation.assignee_id for conversation in held]
    for conversation in held:
        resolving.resolve(conversation, by=Actor.SYSTEM)
    Job.objects.filter(task__startswith="goodwill.workforce").delete()
    freed = timed(routing.serve, owners[:60], time.process_time, warm_up=0)
    return [
        Figure.at_most(f"one that has to wait behind {QUEUED:,}, {AGENTS} agents: processor time, median", full.median, "ms", LIMIT),
        Figure.at_most(f"one that has to wait behind {QUEUED:,}, {AGENTS} agents: p99", full.p99, "ms", 4 * LIMIT),
        Figure.at_most(f"the next of {QUEUED:,} for an agent who has room: processor time, median", freed.median, "ms", LIMIT),
        Figure.at_most(f"the next of {QUEUED:,} for an agent who has room: p99", freed.p99, "ms", 4 * LIMIT),
    ]


def _fill() -> None:
    """Everybody is here and has as much as fits; twice as many wait as they have."""
    from goodwill.accounts.models import Agent, Team
    from goodwill.conversations.domain import tallying
    from goodwill.conversations.models import Conversation
    from goodwill.core.clock import now
    from goodwill.customers.models import Customer
    from goodwill.inboxes import registry
    from goodwill.inboxes.models import Inbox
    from goodwill.workforce.domain import channels, routing, settings
    from goodwill.workforce.models import AgentSkill, Capacity, PresenceInterval, RoutingRule, Seat, Skill

    random, at, kind = Random(1), now(), sorted(registry.channels())[0]
    teams = [Team.objects.create(name=f"Team {number}") for number in range(4)]
    inboxes = [
        Inbox.objects.create(kind=kind, name=f"Inbox {n}", address=f"inbox{n}@bench.example", team=team) for n, team in enumerate(teams)
    ]
    skills = [Skill.objects.create(name=f"Skill {number}") for number in range(5)]
    agents = [Agent.objects.create(email=f"agent{number}@bench.example", name=f"Agent {number}") for number in range(AGENTS)]
    for agent in agents:
        agent.teams.set(random.sample(teams, 2))
    AgentSkill.objects.bulk_create(
        AgentSkill(agent=agent, skill=skill, level=random.randint(1, 5)) for agent in agents for skill in skills[:3]
    )
    Seat.objects.bulk_create(Seat(agent=agent, seen_at=at, tier=random.choice((1, 1, 2))) for agent in agents)
    PresenceInterval.objects.bulk_create(
        PresenceInterval(agent=agent, channel=k, state="available") for agent in agents for k in channels.kinds()
    )
    Capacity.objects.create(channel=kind, at_once=AT_ONCE)
    RoutingRule.objects.create(name="With a skill", position=1, conditions=[], skills=[{"skill": skills[0].pk, "level": 2}])
    customer = Customer.objects.create(name="Buyer")
    for number in range(QUEUED + AGENTS * AT_ONCE):
        inbox = random.choice(inboxes)
        since = at - timedelta(minutes=QUEUED - number // 2)
        owner = agents[number // AT_ONCE] if number < AGENTS * AT_ONCE else None
        known: dict[str, Any] = {
            "created_at": since,
            "waiting_since": since,
            "last_message_at": since,
            "priority": random.choice((1, 2, 2, 3)),
        }
        made = Conversation.objects.create(inbox=inbox, customer=customer, team_id=inbox.team_id, assignee=owner, **known)
        tallying.move(None, tallying.cell_of(made))
    settings.Routing.objects.update_or_create(pk=settings.THE_ONE, defaults={"is_on": True, "raised_after": 10**6, "silent_after": 120})
    for waiting in Conversation.objects.filter(assignee=None).select_related("inbox", "customer", "topic"):
        routing.take_in(waiting)
