"""Conditions of the policy: one small class a file, found by its name."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from goodwill.core.found import classes, files
from goodwill.remedies.contract import Condition, Situation


class UnknownCondition(LookupError):
    """A row of the policy names a condition that is not installed."""


@cache
def all_conditions() -> dict[str, Condition]:
    """One instance of each, by name, in the order of their names."""
    found = classes(Condition, files(__name__, __path__))
    return {condition.name: condition() for condition in sorted(found, key=lambda condition: condition.name)}


def condition(name: str) -> Condition:
    try:
        return all_conditions()[name]
    except KeyError:
        raise UnknownCondition(f"There is no condition {name!r}.") from None


def holds(given: Mapping[str, Any], situation: Situation) -> bool:
    """Whether a condition of a row, ``{"name": …, …parameters}``, holds; with ``"not": true`` whether it does not."""
    return condition(given["name"]).holds(given, situation) is not bool(given.get("not"))


def sentence(given: Mapping[str, Any]) -> str:
    """A condition of a row in words."""
    from django.utils.translation import gettext as _

    words = condition(given["name"]).sentence(given)
    return _("not: %(condition)s") % {"condition": words} if given.get("not") else words
