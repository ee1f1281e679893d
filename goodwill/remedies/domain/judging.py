"""The policy engine: from a request, what was spent before, and the rows of the table, to a verdict with its reason.

Values in, values out: nothing here reads the database or the clock.

Rows are read from the top. A row fits when each column that is filled in fits; the first that fits decides, and none
means denied. A row that would fit but for its limit is passed over, and then no milder row below it may decide: what a
row sends to approval up to an amount is never simply allowed above it. So a higher amount never gets a milder verdict.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from goodwill.core.money import Money
from goodwill.remedies import conditions, reasons
from goodwill.remedies.enums import Effect, GranteeKind, Per
from goodwill.remedies.wording import listed, money

STRICTNESS = {Effect.ALLOW: 0, Effect.APPROVE: 1, Effect.DENY: 2}


@dataclass(frozen=True, slots=True)
class Facts:
    """A request as the policy sees it; ``situation`` is how things stand, in JSON, for the conditions."""

    kind: str
    value: Money
    grantee: GranteeKind
    store_id: int
    role: str = ""
    team_ids: frozenset[int] = frozenset()
    agent_id: int = 0
    country: str = ""
    reason: str = ""
    order_total: Money | None = None
    situation: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table; the columns are those of ``models.Rule``. ``budget_left`` only where it draws from one."""

    name: str
    effect: Effect
    grantee: str = ""
    roles: tuple[str, ...] = ()
    teams: tuple[int, ...] = ()
    agents: tuple[int, ...] = ()
    kinds: tuple[str, ...] = ()
    store_id: int | None = None
    countries: tuple[str, ...] = ()
    amount: Money | None = None
    percent: Decimal | None = None
    per: Per = Per.ACTION
    conditions: tuple[Mapping[str, Any], ...] = ()
    reasons: tuple[str, ...] = ()
    is_reason_required: bool = False
    is_statutory: bool = False
    budget_id: int | None = None
    budget_left: Money | None = None
    step_up_over: int | None = None
    approver_roles: tuple[str, ...] = ()
    approver_teams: tuple[int, ...] = ()
    escalates_after: timedelta | None = None
    expires_after: timedelta | None = None
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A row that did not decide, and why, in words."""

    row: str
    why: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the policy says. ``row`` is the one that decided, None when none fitted.

    ``room`` is what its limit would still have let pass, None without a limit.
    """

    effect: Effect
    sentence: str
    row: Row | None = None
    room: Money | None = None
    passed_over: tuple[PassedOver, ...] = ()
    needs_second_factor: bool = False
    lacks_reason: bool = False

    @property
    def rule(self) -> str:
        return self.row.name if self.row else ""


# What was given away before, in minor units of the request's currency, as far as this row counts it together.
Spent = Callable[[Row], int]


def judge(facts: Facts, rows: Sequence[Row], spent: Spent) -> Verdict:
    """Find the row that decides. ``spent`` is asked for rows that fit in all else and have a limit."""
    passed: list[PassedOver] = []
    floor: Row | None = None
    for row in rows:
        why = _mismatch(row, facts)
        if not why and floor and STRICTNESS[row.effect] < STRICTNESS[floor.effect]:
            why = _("“%(row)s” above is stricter and fits but for its limit") % {"row": floor.name}
        if why:
            passed.append(PassedOver(row.name, why))
            continue
        room = _room(row, facts, spent)
        if room is not None and facts.value.minor > 0 and facts.value > room:
            passed.append(PassedOver(row.name, _beyond(row, facts, room)))
            floor = row if floor is None or STRICTNESS[row.effect] > STRICTNESS[floor.effect] else floor
            continue
        return _verdict(row, facts, room, tuple(passed))
    return Verdict(Effect.DENY, _no_row(passed, rows, facts), passed_over=tuple(passed))


def _verdict(row: Row, facts: Facts, room: Money | None, passed: tuple[PassedOver, ...]) -> Verdict:
    return Verdict(
        effect=row.effect,
        sentence=row.explanation or _words(row, facts, room),
        row=row,
        room=room,
        passed_over=passed,
        needs_second_factor=row.effect != Effect.DENY and row.step_up_over is not None and facts.value.minor > row.step_up_over,
        lacks_reason=row.effect != Effect.DENY and row.is_reason_required and not facts.reason,
    )


def _mismatch(row: Row, facts: Facts) -> str:
    """Why the row is not about this request, "" when it is; limits are another matter."""
    return _wrong_grantee(row, facts) or _wrong_matter(row, facts) or _unmet(row, facts)


def _wrong_grantee(row: Row, facts: Facts) -> str:
    if row.grantee and row.grantee != facts.grantee:
        return _("it is for another kind of grantee")
    if row.roles and facts.role not in row.roles:
        return _("it is for other roles")
    if row.teams and not facts.team_ids & set(row.teams):
        return _("it is for other teams")
    if row.agents and facts.agent_id not in row.agents:
        return _("it is for other agents")
    return ""


def _wrong_matter(row: Row, facts: Facts) -> str:
    if row.kinds and facts.kind not in row.kinds:
        return _("it is for other remedies")
    if row.store_id is not None and row.store_id != facts.store_id:
        return _("it is for another store")
    if row.countries and facts.country not in row.countries:
        return _("it is for other countries")
    if row.amount is not None and row.amount.currency != facts.value.currency:
        return _("its limit is in %(currency)s") % {"currency": row.amount.currency}
    if row.percent is not None and facts.order_total is None:
        return _("its limit is a share of an order, and this is about none")
    return ""


def _unmet(row: Row, facts: Facts) -> str:
    for given in row.conditions:
        if not conditions.KIT.holds(given, facts.situation or {}):
            return _("it holds only if %(condition)s") % {"condition": conditions.KIT.sentence(given)}
    if row.reasons and facts.reason not in row.reasons:
        return _("it accepts only these reasons: %(reasons)s") % {"reasons": listed(reasons.label(reason) for reason in row.reasons)}
    return ""


def _room(row: Row, facts: Facts, spent: Spent) -> Money | None:
    """What this row would let pass now; None without a limit."""
    bounds = [row.amount] if row.amount is not None else []
    if row.percent is not None and facts.order_total is not None:
        bounds.append(facts.order_total.percent(row.percent))
    room = []
    if bounds:
        before = 0 if row.per == Per.ACTION else spent(row)
        room.append(min(bound.minor for bound in bounds) - before)
    if row.budget_left is not None:
        room.append(row.budget_left.minor if row.budget_left.currency == facts.value.currency else 0)
    return Money(max(0, min(room)), facts.value.currency) if room else None


def _beyond(row: Row, facts: Facts, room: Money) -> str:
    if row.budget_left is not None and facts.value.minor > row.budget_left.minor:
        return _("%(left)s of its budget is left") % {"left": money(row.budget_left)}
    if room.minor == 0 and row.per != Per.ACTION:
        return _("its limit %(per)s is used up") % {"per": row.per.label}
    return _("%(value)s is over its limit: %(room)s is left %(per)s") % {
        "value": money(facts.value),
        "room": money(room),
        "per": row.per.label,
    }


def _words(row: Row, facts: Facts, room: Money | None) -> str:
    values = {"row": row.name, "room": money(room) if room is not None else ""}
    if row.effect == Effect.DENY:
        return _("The rule “%(row)s” does not allow this.") % values
    if row.effect == Effect.APPROVE:
        return _("The rule “%(row)s” asks for somebody's approval.") % values
    if room is None:
        return _("The rule “%(row)s” allows this.") % values
    return _("The rule “%(row)s” allows this, up to %(room)s.") % values


def _no_row(passed: Sequence[PassedOver], rows: Sequence[Row], facts: Facts) -> str:
    """Names the row that came nearest: one for this grantee and this remedy that failed for something else."""
    reasons = {entry.row: entry.why for entry in passed}
    near = [row for row in rows if row.effect != Effect.DENY and not _wrong_grantee(row, facts) and not _wrong_matter(row, facts)]
    if not near:
        return _("No rule of the policy allows this.")
    return _("No rule of the policy allows this. Nearest is “%(row)s”, but %(why)s.") % {"row": near[0].name, "why": reasons[near[0].name]}
