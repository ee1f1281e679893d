"""Points what names a topic at the one that it was joined with: rules, macros, complaints and their procedure."""

from typing import Any

from goodwill.automation.domain import compiling
from goodwill.automation.models import Complaint, ComplaintProcedure, Macro, Rule

# The parameters of triggers, conditions and actions that hold a topic's number, or several.
NAMED = ("topic", "topics", "cause")
PARTS = ("conditions", "any_conditions", "actions")


def carry_over(before: int, after: int) -> None:
    """In the transaction in which the topics are joined, while both are still there."""
    Complaint.objects.filter(cause_id=before).update(cause_id=after)
    ComplaintProcedure.objects.filter(default_cause_id=before).update(default_cause_id=after)
    is_changed = False
    for rule in Rule.objects.select_for_update().order_by("pk"):
        columns: dict[str, Any] = {name: [_pointed(given, before, after) for given in getattr(rule, name)] for name in PARTS}
        columns["trigger_parameters"] = _pointed(rule.trigger_parameters, before, after)
        if any(getattr(rule, name) != value for name, value in columns.items()):
            is_changed = True
            Rule.objects.filter(pk=rule.pk).update(**columns)
    for macro in Macro.objects.select_for_update().order_by("pk"):
        actions = [_pointed(given, before, after) for given in macro.actions]
        if actions != macro.actions:
            Macro.objects.filter(pk=macro.pk).update(actions=actions)
    if is_changed:
        compiling.changed()


def _pointed(given: dict[str, Any], before: int, after: int) -> dict[str, Any]:
    found = dict(given)
    for name in NAMED:
        value = given.get(name)
        if isinstance(value, list):
            found[name] = list(dict.fromkeys(str(after) if str(one) == str(before) else one for one in value))
        elif value and str(value) == str(before):
            found[name] = str(after)
    return found
