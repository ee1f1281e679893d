"""Turns the stored policy into the rows that the engine judges by, and keeps that one policy is active."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from goodwill.core.money import Money
from goodwill.remedies.domain import defaults, spending
from goodwill.remedies.domain.judging import Row
from goodwill.remedies.enums import Effect, Per
from goodwill.remedies.models import Policy, Rule


def active() -> Policy:
    """The policy that holds now; the desk's own where nobody has made one."""
    return Policy.objects.filter(state=Policy.State.ACTIVE).first() or defaults.make()


def held() -> Policy:
    """The active policy, held until the transaction ends: decisions about money are taken one after the other.

    So two that draw from one limit, on whatever orders, see each other. On SQLite each transaction is alone anyway.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("The policy is held in a transaction.")
    locked = Policy.objects.select_for_update(no_key=True).filter(state=Policy.State.ACTIVE).first()
    if locked is None:
        # Another was switched on while we waited, or there is none yet.
        locked = Policy.objects.select_for_update(no_key=True).get(pk=active().pk)
    if locked.is_default:
        defaults.grow(locked)
    return locked


def rows_of(policy: Policy, at: datetime, *, apart_from: int = 0) -> list[Row]:
    """The table, with what is left of its budgets."""
    rules = list(policy.rules.order_by("position"))
    return rows(rules, spending.budgets_left(rules, at, apart_from))


def rows(rules: Sequence[Rule], left: Mapping[int, Money]) -> list[Row]:
    return [_row(rule, left.get(rule.budget_id) if rule.budget_id else None) for rule in rules]


def _row(rule: Rule, budget_left: Money | None) -> Row:
    return Row(
        name=rule.name,
        effect=Effect(rule.effect),
        grantee=rule.grantee,
        roles=tuple(rule.roles),
        teams=tuple(rule.teams),
        agents=tuple(rule.agents),
        kinds=tuple(rule.kinds),
        store_id=rule.store_id,
        countries=tuple(rule.countries),
        amount=Money(rule.amount, rule.currency) if rule.amount is not None else None,
        percent=rule.percent,
        per=Per(rule.per),
        conditions=tuple(rule.conditions),
        reasons=tuple(rule.reasons),
        is_reason_required=rule.is_reason_required,
        is_statutory=rule.is_statutory,
        budget_id=rule.budget_id,
        budget_left=budget_left,
        step_up_over=rule.step_up_over,
        approver_roles=tuple(rule.approver_roles),
        approver_teams=tuple(rule.approver_teams),
        escalates_after=rule.escalates_after,
        expires_after=rule.expires_after,
        explanation=rule.explanation,
    )
