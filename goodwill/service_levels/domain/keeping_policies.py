"""Makes, changes, moves and removes policies; every change is followed by planning anew what is open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from goodwill.accounts.errors import NotAllowed
from goodwill.accounts.models import Agent
from goodwill.accounts.rules import may_manage
from goodwill.activity.recording import record
from goodwill.conversations.conditions import KIT
from goodwill.core.conditions import UnknownCondition
from goodwill.service_levels.domain import choosing, replanning, timing
from goodwill.service_levels.enums import Metric
from goodwill.service_levels.errors import UnusablePolicy
from goodwill.service_levels.models import Calendar, Goal, Policy, PolicyTable

# A second is for those who try it out; more than a year nobody keeps in mind.
SHORTEST, LONGEST = timedelta(seconds=1), timedelta(days=366)
MOST_STEPS = 12


@dataclass(frozen=True)
class Promise:
    """What is promised for one metric, and what happens on the way; see ``models.Goal``."""

    metric: str
    within: timedelta
    steps: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True)
class Wish:
    """A policy as somebody wants it; ``goals`` has each metric once."""

    name: str
    conditions: Sequence[Mapping[str, Any]] = ()
    calendar: Calendar | None = None
    pauses: Sequence[str] = ()
    is_active: bool = True
    goals: Sequence[Promise] = field(default_factory=tuple)


def save(policy: Policy | None, wish: Wish, *, by: Agent) -> Policy:
    """Change a policy, or make one at the end of the list; raise UnusablePolicy for one that would promise nothing sensible."""
    _require_manager(by)
    _check(wish)
    with transaction.atomic():
        _hold()
        kind = "policy.changed" if policy else "policy.created"
        saved = _write(policy, wish)
        record(kind, saved, by=by, data={"name": saved.name, "goals": {goal.metric: goal.within.total_seconds() for goal in wish.goals}})
        replanning.after_change(reason=saved.name, by=by)
    return saved


def move(policy: Policy, position: int, *, by: Agent) -> None:
    """Put it at a place of the list, 1 for the top: what stands above is asked first."""
    _require_manager(by)
    with transaction.atomic():
        _hold()
        before = _order()
        after = [number for number in before if number != policy.pk]
        after.insert(min(max(position, 1), len(before)) - 1, policy.pk)
        if after == before:
            return
        _number(after)
        record("policy.moved", policy, by=by, data={"name": policy.name, "position": after.index(policy.pk) + 1})
        replanning.after_change(reason=policy.name, by=by)


def remove(policy: Policy, *, by: Agent) -> None:
    """Promise by it no more: what is open goes under the next policy that fits, or is withdrawn. What is closed keeps its times."""
    _require_manager(by)
    with transaction.atomic():
        _hold()
        record("policy.removed", policy, by=by, data={"name": policy.name})
        reason = policy.name
        policy.delete()
        _number(_order())
        replanning.after_change(reason=reason, by=by)


def try_out(policy: Policy | None, wish: Wish, *, limit: int | None = None) -> replanning.Preview:
    """What saving this would do to what is open now; nothing is changed. Raise UnusablePolicy."""
    _check(wish)
    choosing.current()
    with transaction.atomic():
        # Written and taken back at once: the table is put together as it would be, and nobody waits meanwhile.
        mark = transaction.savepoint()
        _write(Policy.objects.get(pk=policy.pk) if policy else None, wish)
        table = choosing.read(-2)
        transaction.savepoint_rollback(mark)
    return replanning.preview(table=table, limit=limit)


def _require_manager(by: Agent) -> None:
    if not may_manage(by):
        raise NotAllowed(_("You may not change what the desk promises."))


def _write(policy: Policy | None, wish: Wish) -> Policy:
    saved = policy or Policy(position=Policy.objects.count() + 1)
    saved.name, saved.conditions, saved.calendar = wish.name.strip(), [dict(one) for one in wish.conditions], wish.calendar
    saved.pauses, saved.is_active = list(wish.pauses), wish.is_active
    saved.save()
    saved.goals.exclude(metric__in=[goal.metric for goal in wish.goals]).delete()
    for goal in wish.goals:
        steps = [dict(step) for step in timing.in_order(goal.steps)]
        Goal.objects.update_or_create(policy=saved, metric=goal.metric, defaults={"within": goal.within, "steps": steps})
    return saved


def _hold() -> None:
    """One change at a time; the policies that every desk begins with are there first."""
    choosing.current()
    list(PolicyTable.objects.select_for_update().values_list("pk"))


def _order() -> list[int]:
    return list(Policy.objects.values_list("pk", flat=True))


def _number(numbers: Sequence[int]) -> None:
    for place, number in enumerate(numbers, start=1):
        Policy.objects.filter(pk=number).update(position=place)


def _check(wish: Wish) -> None:
    problem = _problem(wish)
    if problem:
        raise UnusablePolicy(problem)


def _problem(wish: Wish) -> str:
    if not wish.name.strip():
        return _("A policy needs a name, by which an explanation can call it.")
    if not wish.goals:
        return _("It promises nothing: add at least one promise.")
    if len({goal.metric for goal in wish.goals}) < len(wish.goals):
        return _("Each kind of promise can stand in a policy once.")
    for condition in wish.conditions:
        try:
            KIT.sentence(condition)
        except (UnknownCondition, KeyError, TypeError, ValueError):
            return _("A condition is not complete.")
    return next(filter(None, map(_problem_of_goal, wish.goals)), "")


def _problem_of_goal(goal: Promise) -> str:
    label = Metric(goal.metric).label
    # The end of the promised day needs no grace on top.
    shortest = timedelta(0) if goal.metric == Metric.DELIVERY_PROMISE else SHORTEST
    if not shortest <= goal.within <= LONGEST:
        return _("%(promise)s: the time must be between one second and 366 days.") % {"promise": label}
    if len(goal.steps) > MOST_STEPS:
        return _("%(promise)s: more than %(count)s steps are more than anybody heeds.") % {"promise": label, "count": MOST_STEPS}
    for step in goal.steps:
        if step["when"] == "used" and not 1 <= int(step.get("percent", 0)) <= 99:
            return _("%(promise)s: a warning comes when 1 to 99 percent of the time are used.") % {"promise": label}
        if step["when"] == "after" and int(step.get("minutes", 0)) < 1:
            return _("%(promise)s: say how many minutes after the end a step comes.") % {"promise": label}
        if not (step.get("notify") or step.get("webhook") or step.get("priority") or step.get("team")):
            return _("%(promise)s: a step tells nobody and does nothing.") % {"promise": label}
    return ""
