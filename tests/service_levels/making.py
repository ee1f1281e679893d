"""Makes policies, and lets time pass, for the tests of promises."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import F

from goodwill.core import clock
from goodwill.service_levels.domain import choosing, firing, replanning
from goodwill.service_levels.models import Calendar, Goal, Policy, Target

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
# A Monday in summer; the office of the tests opens at nine.
MONDAY = datetime(2026, 6, 1, 9, tzinfo=UTC)
ALERT = [{"when": "due", "notify": ["leads"]}]
STEPS = [
    {"when": "used", "percent": 50, "notify": ["assignee"]},
    {"when": "used", "percent": 75, "notify": ["assignee"]},
    {"when": "due", "notify": ["assignee", "leads"]},
    {"when": "after", "minutes": 60, "notify": ["administrators"], "priority": 4},
]
Goals = Mapping[str, timedelta | tuple[timedelta, Sequence[Mapping[str, Any]]]]


def a_policy(goals: Goals, *conditions: Mapping[str, Any], name: str = "Everybody", **fields: Any) -> Policy:
    """A policy above all others; a goal without steps alerts the leads when its time is over."""
    choosing.current()
    Policy.objects.update(position=F("position") + 1)
    policy = Policy.objects.create(name=name, conditions=list(conditions), **fields)
    for metric, given in goals.items():
        within, steps = given if isinstance(given, tuple) else (given, ALERT)
        Goal.objects.create(policy=policy, metric=metric, within=within, steps=list(steps))
    replanning.after_change()
    return policy


def an_office(zone: str = "UTC", name: str = "Office", **fields: Any) -> Calendar:
    """Monday to Friday, 9 to 17."""
    return Calendar.objects.create(name=name, zone=zone, weekly=[[[540, 1020]]] * 5 + [[], []], **fields)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let it be this moment, with all fired that was due by then."""
    with clock.pretending(moment):
        firing.fire_all()
        yield


def only(metric: str, **match: Any) -> Target:
    return Target.objects.select_related("policy", "goal", "calendar").get(metric=metric, **match)


def of(conversation: Any) -> dict[str, str]:
    """How the newest target of each metric stands: ``runs``, ``paused``, ``kept``, ``late``, ``broken`` or how it was cancelled."""
    return {target.metric: state(target) for target in Target.objects.filter(conversation=conversation).order_by("id")}


def state(target: Target) -> str:
    if target.cancelled_at:
        return str(target.ending)
    if target.met_at:
        return "late" if target.breached_at else "kept"
    if target.breached_at:
        return "broken"
    return "paused" if target.paused_at else "runs"
