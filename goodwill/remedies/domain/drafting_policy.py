"""Changes the policy: in one draft, copied from what holds now, row by row; ``activating`` switches it on."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from goodwill.accounts.errors import NotAllowed
from goodwill.accounts.models import Agent
from goodwill.accounts.rules import may_set_policy
from goodwill.core.conditions import Field, FieldKind
from goodwill.remedies import conditions, kinds
from goodwill.remedies.domain import tabling
from goodwill.remedies.enums import Effect, Per
from goodwill.remedies.errors import NotADraft, UnusableRule
from goodwill.remedies.models import Policy, Rule

COLUMNS = tuple(field.name for field in Rule._meta.concrete_fields if field.name not in ("id", "policy", "position"))


def draft(*, by: Agent) -> Policy:
    """The draft that everybody works on; where there is none, a copy of what holds now."""
    _require_owner(by)
    existing = Policy.objects.filter(state=Policy.State.DRAFT).first()
    if existing is not None:
        return existing
    active = tabling.active()
    try:
        with transaction.atomic():
            copy = Policy.objects.create(state=Policy.State.DRAFT, created_by=by)
            rules = list(active.rules.order_by("position"))
            Rule.objects.bulk_create(_copy(rule, copy, place) for place, rule in enumerate(rules, start=1))
    except IntegrityError:
        return Policy.objects.get(state=Policy.State.DRAFT)
    return copy


def discard(policy: Policy, *, by: Agent) -> None:
    """Throw the draft away; what holds stays as it is."""
    _require_owner(by)
    with transaction.atomic():
        _held(policy).delete()


def add(policy: Policy, columns: Mapping[str, Any], *, by: Agent, position: int | None = None) -> Rule:
    """Put a new row at a position, at the end without one; raise UnusableRule for one that would not work."""
    _require_owner(by)
    with transaction.atomic():
        fresh = _held(policy)
        rule = Rule(policy=fresh, position=fresh.rules.count() + 1, **columns)
        require_usable(rule)
        rule.save()
        if position is not None:
            _renumber(fresh, rule.pk, position)
            rule.refresh_from_db()
    return rule


def change(rule: Rule, columns: Mapping[str, Any], *, by: Agent) -> None:
    """Give a row other columns; raise UnusableRule for one that would not work."""
    _require_owner(by)
    with transaction.atomic():
        _held(rule.policy)
        for name, value in columns.items():
            setattr(rule, name, value)
        require_usable(rule)
        rule.save(update_fields=list(columns))


def move(rule: Rule, position: int, *, by: Agent) -> None:
    """Put a row at another position, counted from 1; the others make room."""
    _require_owner(by)
    with transaction.atomic():
        _renumber(_held(rule.policy), rule.pk, position)
        rule.refresh_from_db()


def remove(rule: Rule, *, by: Agent) -> None:
    _require_owner(by)
    with transaction.atomic():
        fresh = _held(rule.policy)
        fresh.rules.filter(pk=rule.pk).delete()
        _renumber(fresh)


def require_usable(rule: Rule) -> None:
    """Raise UnusableRule for a row that could not be judged by, or would do something else than it seems to."""
    problem = _wrong_words(rule) or _wrong_limits(rule)
    if problem:
        raise UnusableRule(problem)


def _wrong_words(rule: Rule) -> str:
    if not rule.name.strip():
        return _("Give the row a name: it is told to whoever is allowed or denied something by it.")
    if unknown := [name for name in rule.kinds if name not in kinds.all_kinds()]:
        return _("There is no remedy %(name)s.") % {"name": unknown[0]}
    for given in rule.conditions:
        found = conditions.KIT.all.get(given.get("name", ""))
        if found is None:
            return _("There is no condition %(name)s.") % {"name": given.get("name")}
        lacking = [field for field in found.fields if field.is_required and not _is_filled(given.get(field.name), field)]
        if lacking:
            return _("%(condition)s: fill in “%(field)s”.") % {"condition": found.label, "field": lacking[0].label}
    return ""


def _is_filled(value: Any, field: Field) -> bool:
    if field.kind == FieldKind.NUMBER:
        return isinstance(value, int) and not isinstance(value, bool) and value >= 0
    if field.kind in (FieldKind.WORDS, FieldKind.CHOICES):
        return isinstance(value, list) and bool(value) and all(isinstance(word, str) for word in value)
    return bool(value)


def _wrong_limits(rule: Rule) -> str:
    has_limit = rule.amount is not None or rule.percent is not None or rule.budget_id is not None
    if (rule.amount is not None or rule.step_up_over is not None) and not rule.currency:
        return _("An amount needs a currency.")
    if (rule.amount is not None and rule.amount < 0) or (rule.percent is not None and not 0 <= rule.percent <= 1000):
        return _("A limit is not below zero.")
    if rule.effect == Effect.DENY and has_limit:
        return _("A row that denies has no limit: put the amount into the row that allows.")
    if rule.effect == Effect.APPROVE and not (rule.approver_roles or rule.approver_teams):
        return _("Say who may approve.")
    if rule.per != Per.ACTION and not has_limit:
        return _("What is counted together needs a limit.")
    return ""


def _held(policy: Policy) -> Policy:
    """The draft, held until the transaction ends; raise NotADraft for a policy that holds or held."""
    fresh = Policy.objects.select_for_update().filter(pk=policy.pk, state=Policy.State.DRAFT).first()
    if fresh is None:
        raise NotADraft(_("This policy was switched on or thrown away meanwhile. Open the draft again."))
    return fresh


def _renumber(policy: Policy, moved: int = 0, position: int = 0) -> None:
    """Number the rows from 1, one of them at its new place."""
    order = list(policy.rules.order_by("position").values_list("pk", flat=True))
    if moved in order:
        order.remove(moved)
        order.insert(max(0, min(position, len(order) + 1) - 1), moved)
    # In two steps: no two rows may stand at one place at any time.
    far = 1_000_000
    for base in (far, 0):
        for place, number in enumerate(order, start=1):
            Rule.objects.filter(pk=number).update(position=base + place)


def _copy(rule: Rule, policy: Policy, position: int) -> Rule:
    return Rule(policy=policy, position=position, **{name: getattr(rule, name) for name in COLUMNS})


def _require_owner(agent: Agent) -> None:
    if not may_set_policy(agent):
        raise NotAllowed(_("Only owners change the policy."))
