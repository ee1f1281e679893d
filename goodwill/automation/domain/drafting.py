"""Makes, changes, orders and removes rules, and switches them on and off."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from goodwill.accounts.errors import NotAllowed
from goodwill.accounts.models import Agent
from goodwill.accounts.rules import may_lead
from goodwill.activity.models import Actor
from goodwill.activity.recording import record
from goodwill.automation.contract import TimeTrigger
from goodwill.automation.domain import checking_parts, compiling, timing
from goodwill.automation.errors import UnusableRule
from goodwill.automation.models import Rule
from goodwill.automation.triggers import TRIGGERS
from goodwill.core.clock import now

COLUMNS = frozenset(
    {
        "name",
        "description",
        "trigger",
        "trigger_parameters",
        "conditions",
        "any_conditions",
        "actions",
        "stops",
        "follows_rules",
        "catches_up",
        "most_per_hour",
        "most_in_all",
    }
)


def create(columns: Mapping[str, Any], *, by: Agent | Actor, default_key: str = "") -> Rule:
    """Make a rule, at the end and switched off; raise UnusableRule for one that would not work."""
    _require_lead(by)
    rule = Rule(default_key=default_key, created_by=by if isinstance(by, Agent) else None, **_known(columns))
    require_usable(rule)
    with transaction.atomic():
        rule.position = (Rule.objects.aggregate(last=Max("position"))["last"] or 0) + 1
        rule.save()
        record("rule.added", rule, by=by, data={"name": rule.name})
    return rule


def change(rule: Rule, columns: Mapping[str, Any], *, by: Agent) -> Rule:
    """Give a rule other columns; its timers are planned anew. Raise UnusableRule for one that would not work."""
    _require_lead(by)
    with transaction.atomic():
        fresh = _held(rule)
        for name, value in _known(columns).items():
            setattr(fresh, name, value)
        require_usable(fresh)
        fresh.changed_at = now()
        fresh.save()
        _began_anew(fresh)
        record("rule.changed", fresh, by=by, data={"name": fresh.name})
    return fresh


def activate(rule: Rule, *, by: Agent | Actor) -> Rule:
    """Switch it on, for what happens from now on; one on time looks where something is waited for already."""
    _require_lead(by)
    with transaction.atomic():
        fresh = _held(rule)
        require_usable(fresh)
        if not fresh.is_active:
            fresh.is_active, fresh.activated_at = True, now()
            fresh.save(update_fields=["is_active", "activated_at"])
            _began_anew(fresh)
            record("rule.activated", fresh, by=by, data={"name": fresh.name})
    return fresh


def deactivate(rule: Rule, *, by: Agent | Actor) -> Rule:
    """Switch it off; what it waits for is forgotten, what it did stays."""
    _require_lead(by)
    with transaction.atomic():
        fresh = _held(rule)
        if fresh.is_active:
            fresh.is_active = False
            fresh.save(update_fields=["is_active"])
            _began_anew(fresh)
            record("rule.deactivated", fresh, by=by, data={"name": fresh.name})
    return fresh


def move(rule: Rule, position: int, *, by: Agent) -> None:
    """Put a rule at another place, counted from 1; the others make room."""
    _require_lead(by)
    with transaction.atomic():
        _held(rule)
        order = list(Rule.objects.order_by("position", "pk").values_list("pk", flat=True))
        order.remove(rule.pk)
        order.insert(max(0, min(position, len(order) + 1) - 1), rule.pk)
        for place, number in enumerate(order, start=1):
            Rule.objects.filter(pk=number).exclude(position=place).update(position=place)
        compiling.changed()
        record("rule.moved", rule, by=by, data={"name": rule.name, "to": position})
    rule.refresh_from_db()


def remove(rule: Rule, *, by: Agent) -> None:
    """Forget a rule; the log of its runs stays, under its name."""
    _require_lead(by)
    with transaction.atomic():
        fresh = _held(rule)
        timing.forget(fresh)
        record("rule.removed", fresh, by=by, data={"name": fresh.name})
        fresh.delete()
        compiling.changed()


def require_usable(rule: Rule) -> None:
    """Raise UnusableRule for a rule that could not run, or would do something else than it seems to."""
    if not rule.name.strip():
        raise UnusableRule(_("Give the rule a name: it stands in the log of every conversation that it touches."))
    checking_parts.check_trigger(rule.trigger, rule.trigger_parameters)
    checking_parts.check_conditions([*rule.conditions, *rule.any_conditions])
    if not rule.actions:
        raise UnusableRule(_("Say what it should do."))
    checking_parts.check_actions(rule.actions)
    if not 1 <= rule.most_per_hour <= 100 or not 1 <= rule.most_in_all <= 10_000:
        raise UnusableRule(_("A rule runs at least once, and at most 100 times an hour in one conversation."))


def _began_anew(rule: Rule) -> None:
    """What the rule waited for as it was before is forgotten; what it waits for now is found by a job."""
    from goodwill.automation.tasks import plan_existing

    timing.forget(rule)
    compiling.changed()
    if rule.is_active and isinstance(TRIGGERS.get(rule.trigger), TimeTrigger):
        plan_existing.enqueue(rule.pk)


def _known(columns: Mapping[str, Any]) -> dict[str, Any]:
    if unknown := columns.keys() - COLUMNS:
        raise ValueError(f"A rule has no column {', '.join(sorted(unknown))}.")
    return dict(columns)


def _held(rule: Rule) -> Rule:
    return Rule.objects.select_for_update().get(pk=rule.pk)


def _require_lead(by: Agent | Actor) -> None:
    if isinstance(by, Agent) and not may_lead(by):
        raise NotAllowed(_("Only leads and managers change rules."))
