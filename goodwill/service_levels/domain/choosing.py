"""Chooses what is promised in a conversation: the first policy that fits, for each metric the first that sets it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from goodwill.conversations.conditions import KIT
from goodwill.core.conditions import Situation, UnknownCondition
from goodwill.core.rows import Prepared
from goodwill.service_levels.domain.calendars import ALWAYS, Hours
from goodwill.service_levels.enums import BY_THE_WALL
from goodwill.service_levels.models import Calendar, Policy, PolicyTable

Test = Callable[[Situation], bool]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A goal with all that a target needs of its policy; ``hours`` are those that count for it."""

    goal_id: int
    policy_id: int
    policy_name: str
    metric: str
    within: timedelta
    steps: tuple[Mapping[str, Any], ...]
    pauses: frozenset[str]
    calendar_id: int | None
    hours: Hours


@dataclass(frozen=True)
class Fitting:
    """A policy as it is asked: whether it fits, and what it sets."""

    name: str
    tests: Sequence[Test]
    goals: Sequence[Chosen]

    def fits(self, situation: Situation) -> bool:
        return all(test(situation) for test in self.tests)


@dataclass(frozen=True)
class Table:
    """All active policies in their order, as of one version. ``asked`` names the conditions that any of them uses."""

    version: int
    policies: Sequence[Fitting] = ()
    asked: frozenset[str] = frozenset()
    metrics: frozenset[str] = frozenset()
    goals: Mapping[int, Chosen] = field(default_factory=dict)

    def choose(self, situation: Situation) -> dict[str, Chosen]:
        """What is promised in this situation, by metric."""
        found: dict[str, Chosen] = {}
        for policy in self.policies:
            if any(goal.metric not in found for goal in policy.goals) and policy.fits(situation):
                for goal in policy.goals:
                    found.setdefault(goal.metric, goal)
        return found


_VERSION = Prepared(lambda: PolicyTable.objects.order_by("id").values_list("version")[:1])
_known = Table(-1)


def current() -> Table:
    """The table that holds now: one look at its version, and nothing more while that is the same."""
    global _known
    row = _VERSION.first()
    if row is None:
        from goodwill.service_levels.domain import defaults

        defaults.make()
        row = _VERSION.first()
    if row[0] != _known.version:
        _known = read(row[0])
    return _known


def read(version: int, policies: Sequence[Policy] | None = None) -> Table:
    """Put a table together: of the stored policies, or of those that are tried."""
    if policies is None:
        policies = list(Policy.objects.filter(is_active=True).select_related("calendar").prefetch_related("goals"))
    usual = Calendar.objects.filter(is_default=True).first()
    fitting = [_fitting(policy, policy.calendar or usual) for policy in policies if policy.is_active]
    goals = [goal for policy in fitting for goal in policy.goals]
    return Table(
        version,
        fitting,
        frozenset(str(condition.get("name")) for policy in policies for condition in policy.conditions),
        frozenset(goal.metric for goal in goals),
        {goal.goal_id: goal for goal in goals},
    )


def _fitting(policy: Policy, calendar: Calendar | None) -> Fitting:
    hours = calendar.hours() if calendar is not None else ALWAYS
    goals = [
        Chosen(
            goal.pk,
            policy.pk,
            policy.name,
            goal.metric,
            goal.within,
            tuple(goal.steps),
            frozenset(policy.pauses),
            calendar.pk if calendar is not None else None,
            ALWAYS if goal.metric in BY_THE_WALL else hours,
        )
        for goal in policy.goals.all()
    ]
    return Fitting(policy.name, [_test(condition) for condition in policy.conditions], goals)


def _test(condition: Mapping[str, Any]) -> Test:
    """A condition that is not installed any more never holds: its policy promises nothing rather than too much."""
    try:
        return KIT.test(condition)
    except UnknownCondition:
        return lambda situation: False
