"""Checks the parts of a rule or a macro before they are kept: known, filled in, and making sense."""

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from goodwill.automation.actions import ACTIONS
from goodwill.automation.conditions import KIT
from goodwill.automation.errors import UnusableRule
from goodwill.automation.triggers import TRIGGERS
from goodwill.core.conditions import Field, FieldKind

MOST = 20


def check_trigger(name: str, parameters: Mapping[str, Any]) -> None:
    found = TRIGGERS.all.get(name)
    if found is None:
        raise UnusableRule(_("Say when it should run."))
    _check_fields(str(found.label), found.fields, parameters)


def check_conditions(conditions: Iterable[Mapping[str, Any]]) -> None:
    for given in conditions:
        found = KIT.all.get(given.get("name", ""))
        if found is None:
            raise UnusableRule(_("There is no condition %(name)s.") % {"name": given.get("name")})
        _check_fields(str(found.label), found.fields, given)


def check_actions(actions: list[Mapping[str, Any]], *, of_macro: bool = False) -> None:
    if len(actions) > MOST:
        raise UnusableRule(_("There are too many actions: %(most)s at most.") % {"most": MOST})
    for given in actions:
        found = ACTIONS.all.get(given.get("name", ""))
        if found is None or not (found.for_macros if of_macro else found.for_rules):
            raise UnusableRule(_("There is no action %(name)s.") % {"name": given.get("name")})
        _check_fields(str(found.label), found.fields, given)
        if problem := found.problem(given):
            raise UnusableRule(_("%(part)s: %(problem)s") % {"part": found.label, "problem": problem})


def _check_fields(label: str, fields: Iterable[Field], given: Mapping[str, Any]) -> None:
    for field in fields:
        value = given.get(field.name)
        is_asked = field.only_if is None or str(given.get(field.only_if[0]) or "") == field.only_if[1]
        if field.is_required and is_asked and not _is_filled(value):
            raise UnusableRule(_("%(part)s: fill in “%(field)s”.") % {"part": label, "field": field.label})
        if _is_filled(value) and not _is_sound(value, field):
            raise UnusableRule(_("%(part)s: “%(field)s” can't be this.") % {"part": label, "field": field.label})


def _is_filled(value: Any) -> bool:
    return value is not None and value not in ("", [])


def _is_sound(value: Any, field: Field) -> bool:
    match field.kind:
        case FieldKind.NUMBER:
            return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 1_000_000
        case FieldKind.PERCENT:
            return _is_percent(value)
        case FieldKind.CHOICE:
            return str(value) in {choice for choice, _label in field.given_choices()}
        case FieldKind.CHOICES:
            known = {choice for choice, _label in field.given_choices()}
            return isinstance(value, list) and all(str(word) in known for word in value)
        case FieldKind.WORDS:
            return isinstance(value, list) and all(isinstance(word, str) for word in value)
        case FieldKind.AMOUNT:
            return isinstance(value, dict) and isinstance(value.get("minor"), int) and value["minor"] >= 0 and bool(value.get("currency"))
        case FieldKind.TEXT:
            return isinstance(value, str)
        case _:
            return True


def _is_percent(value: Any) -> bool:
    try:
        return 0 <= Decimal(str(value)) <= 1000
    except InvalidOperation:
        return False
