"""Judges the remedies of the past again under another policy: what would have been refused, asked, allowed, and its cost.

What was asked for is taken as it was asked; what it would have spent under the other policy counts against that policy's
limits, one remedy after the other.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from goodwill.accounts.enums import Role
from goodwill.core.clock import now
from goodwill.core.money import Money
from goodwill.remedies.domain import judging, spending, tabling
from goodwill.remedies.domain.describing import A_YEAR, GRANTED, zone_of
from goodwill.remedies.domain.judging import Facts, Row
from goodwill.remedies.enums import Effect, GranteeKind, Per, RemedyState
from goodwill.remedies.models import Policy, Remedy

PERIOD = timedelta(days=90)
MOST_CHANGES = 200


@dataclass(frozen=True, slots=True)
class Change:
    """A remedy that the other policy would have decided otherwise."""

    remedy: Remedy
    before: Effect
    after: Effect
    rule: str
    sentence: str


@dataclass(slots=True)
class Cost:
    """What one rule let through, by currency in minor units, and how often; ``asked`` is what it sent to approval."""

    count: int = 0
    value: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    asked: int = 0


@dataclass(slots=True)
class Replay:
    """What another policy would have done. ``moved`` counts (before, after); ``changes`` are the newest that differ."""

    since: datetime
    seen: int = 0
    moved: dict[tuple[Effect, Effect], int] = field(default_factory=lambda: defaultdict(int))
    cost_before: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    cost_after: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    rules: dict[str, Cost] = field(default_factory=lambda: defaultdict(Cost))
    changes: list[Change] = field(default_factory=list)

    @property
    def differing(self) -> int:
        return sum(count for (before, after), count in self.moved.items() if before != after)


def replay(policy: Policy, *, period: timedelta = PERIOD) -> Replay:
    """Judge all that was asked for in the period. What needed approval and was approved is taken to be approved again."""
    at = now()
    result = Replay(since=at - period)
    rules = list(policy.rules.order_by("position"))
    budgets = {rule.budget.pk: rule.budget for rule in policy.rules.exclude(budget=None).select_related("budget") if rule.budget}
    past = _Past()
    for remedy in _asked(result.since - A_YEAR):
        if remedy.asked_at < result.since:
            if remedy.state in GRANTED:
                past.add(remedy, remedy.is_statutory, remedy.budget_id)
            continue
        left = {number: spending.left_of(budget, past.drawn(number), remedy.asked_at) for number, budget in budgets.items()}
        _judge_again(remedy, tabling.rows(rules, left), past, result)
    result.changes = result.changes[-MOST_CHANGES:][::-1]
    return result


def before_of(remedy: Remedy) -> Effect:
    """What was decided then: denied, put up for approval, or allowed at once."""
    if remedy.state == RemedyState.DENIED:
        return Effect.DENY
    was_asked = remedy.state in (RemedyState.ASKED, RemedyState.DECLINED, RemedyState.EXPIRED) or remedy.granted_by_id != remedy.agent_id
    return Effect.APPROVE if was_asked else Effect.ALLOW


def _judge_again(remedy: Remedy, rows: list[Row], past: "_Past", result: Replay) -> None:
    verdict = judging.judge(facts_of(remedy), rows, lambda row: past.spent(remedy, row))
    before = before_of(remedy)
    result.seen += 1
    result.moved[before, verdict.effect] += 1
    cost = result.rules[verdict.rule]
    was_given = remedy.granted_at is not None and remedy.state in GRANTED
    if was_given:
        result.cost_before[remedy.currency] += remedy.value
    # What the store could not do costs nothing, then and now.
    may_cost = remedy.state != RemedyState.FAILED
    is_given = may_cost and (verdict.effect == Effect.ALLOW or (verdict.effect == Effect.APPROVE and (was_given or before == Effect.ALLOW)))
    if verdict.effect == Effect.APPROVE:
        cost.asked += 1
    if is_given:
        cost.count += 1
        cost.value[remedy.currency] += remedy.value
        result.cost_after[remedy.currency] += remedy.value
        past.add(remedy, bool(verdict.row and verdict.row.is_statutory), verdict.row.budget_id if verdict.row else None)
    if verdict.effect != before:
        result.changes.append(Change(remedy, before, verdict.effect, verdict.rule, verdict.sentence))


def facts_of(remedy: Remedy) -> Facts:
    """A past request as the policy saw it."""
    situation: dict[str, Any] = remedy.situation
    total = situation.get("_order_total")
    return Facts(
        kind=remedy.kind,
        value=remedy.value_money,
        grantee=GranteeKind(remedy.grantee),
        store_id=remedy.store_id,
        role=situation.get("_role", Role.AGENT.value if remedy.agent_id else ""),
        team_ids=frozenset(situation.get("_teams", ())),
        agent_id=remedy.agent_id or 0,
        country=situation.get("_country", ""),
        reason=remedy.reason,
        order_total=Money(total, remedy.currency) if total is not None else None,
        situation=situation,
    )


def _asked(since: datetime) -> Iterator[Remedy]:
    """All from then on, in the order in which they were asked; without what could not be done at all, whatever the policy."""
    found = Remedy.objects.filter(asked_at__gte=since, is_impossible=False)
    return found.select_related("store", "agent").order_by("asked_at", "pk").iterator(chunk_size=2000)


class _Past:
    """What would have been spent so far, added up in the ways in which limits count."""

    def __init__(self) -> None:
        self._sums: dict[tuple[Any, ...], int] = defaultdict(int)
        self._of_customer: dict[tuple[Any, ...], list[tuple[datetime, int]]] = defaultdict(list)
        self._budgets: dict[int, int] = defaultdict(int)
        self._kinds: set[str] = set()

    def add(self, remedy: Remedy, is_statutory: bool, budget_id: int | None) -> None:
        if remedy.state == RemedyState.FAILED:
            return
        self._kinds.add(remedy.kind)
        mark = (remedy.kind, is_statutory, remedy.currency)
        for per in (Per.ORDER, Per.DAY, Per.MONTH):
            self._sums[(*_bucket(per, remedy), *mark)] += remedy.value
        self._of_customer[(*_bucket(Per.CUSTOMER, remedy), *mark)].append((remedy.asked_at, remedy.value))
        if budget_id:
            self._budgets[budget_id] += remedy.value

    def drawn(self, budget_id: int | None) -> int:
        return self._budgets[budget_id] if budget_id else 0

    def spent(self, remedy: Remedy, row: Row) -> int:
        bucket = _bucket(row.per, remedy)
        if None in bucket:
            return 0
        marks = [(kind, row.is_statutory, remedy.currency) for kind in (row.kinds or self._kinds)]
        if row.per == Per.CUSTOMER:
            since = remedy.asked_at - A_YEAR
            return sum(value for mark in marks for at, value in self._of_customer.get((*bucket, *mark), ()) if at >= since)
        return sum(self._sums.get((*bucket, *mark), 0) for mark in marks)


def _bucket(per: Per, remedy: Remedy) -> tuple[Any, ...]:
    """What a limit counts together, as ``spending`` does it."""
    if per == Per.ORDER:
        return (per, remedy.order_id)
    if per == Per.CUSTOMER:
        return (per, remedy.buyer_id or remedy.customer_id)
    whose = remedy.agent_id if remedy.grantee == GranteeKind.AGENT else remedy.buyer_id if remedy.grantee == GranteeKind.CUSTOMER else 0
    zone: ZoneInfo = zone_of(remedy.store)
    day = remedy.asked_at.astimezone(zone).date()
    return (per, remedy.grantee, whose, day.isoformat() if per == Per.DAY else day.isoformat()[:7])
