"""Policies of promises in plain words, as their list shows them, and what a change of them would alter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goodwill.accounts.models import Agent, Team
from goodwill.conversations.conditions import KIT
from goodwill.conversations.enums import Priority
from goodwill.core.conditions import UnknownCondition
from goodwill.service_levels.domain.replanning import Moved, Preview
from goodwill.service_levels.enums import Metric
from goodwill.service_levels.models import Goal, Policy
from goodwill.web.shared import times


@dataclass(frozen=True)
class Line:
    """One policy of the list."""

    policy: Policy
    conditions: list[str]
    goals: list[tuple[str, str, list[str]]]
    calendar: str


def lines(policies: Sequence[Policy]) -> list[Line]:
    names = _Names()
    return [
        Line(
            policy,
            [condition(given) for given in policy.conditions],
            [(str(goal.get_metric_display()), lasting(goal.within), steps(goal, names)) for goal in policy.goals.all()],
            str(policy.calendar) if policy.calendar else "",
        )
        for policy in policies
    ]


def condition(given: Mapping[str, Any]) -> str:
    """A condition in words; one that is not installed any more, or incomplete, is named."""
    try:
        return KIT.sentence(given)
    except (UnknownCondition, KeyError, TypeError, ValueError):
        return str(given.get("name", "?"))


def steps(goal: Goal, names: "_Names | None" = None) -> list[str]:
    """What happens on the way: "at 75 % tell whoever has it"."""
    names = names or _Names()
    return [_("%(when)s: %(what)s") % {"when": _when(step), "what": _what(step, names)} for step in goal.steps]


def lasting(time: timedelta) -> str:
    """A span to the second, in the unit that divides it."""
    seconds = int(time.total_seconds())
    if seconds % 86400 == 0 and seconds > 86400:
        return ngettext("%(count)s day", "%(count)s days", seconds // 86400) % {"count": seconds // 86400}
    if seconds % 3600 == 0:
        return ngettext("%(count)s hour", "%(count)s hours", seconds // 3600) % {"count": seconds // 3600}
    if seconds % 60 == 0:
        return ngettext("%(count)s minute", "%(count)s minutes", seconds // 60) % {"count": seconds // 60}
    return ngettext("%(count)s second", "%(count)s seconds", seconds) % {"count": seconds}


def _when(step: Mapping[str, Any]) -> str:
    match step["when"]:
        case "used":
            return _("when %(share)s %% of the time are used") % {"share": step.get("percent")}
        case "after":
            return _("%(time)s after that") % {"time": lasting(timedelta(minutes=int(step.get("minutes", 0))))}
        case _:
            return _("when it is due")


def _what(step: Mapping[str, Any], names: "_Names") -> str:
    whom = [names.of(word) for word in step.get("notify", ())]
    found = [_("tell %(names)s") % {"names": ", ".join(whom)}] if whom else []
    if step.get("mail"):
        found.append(_("by e-mail too"))
    if step.get("priority"):
        found.append(_("raise the priority to %(priority)s") % {"priority": Priority(step["priority"]).label})
    if step.get("team"):
        found.append(_("give it to %(team)s") % {"team": names.of(f"team:{step['team']}")})
    if step.get("webhook"):
        found.append(_("call another program"))
    return ", ".join(found)


class _Names:
    """What those are called who are told; asked for once, when the first is named."""

    def __init__(self) -> None:
        self._known: dict[str, str] | None = None

    def of(self, word: str) -> str:
        fixed = {
            "assignee": _("whoever has it"),
            "team": _("the team"),
            "leads": _("the leads"),
            "administrators": _("administrators and owners"),
        }
        if word in fixed:
            return fixed[word]
        if self._known is None:
            teams = {f"team:{number}": name for number, name in Team.objects.values_list("pk", "name")}
            self._known = teams | {f"agent:{number}": name for number, name in Agent.objects.values_list("pk", "name")}
        return self._known.get(word, _("somebody who is gone"))


@dataclass(frozen=True)
class Example:
    """One conversation that a change would touch."""

    number: int
    name: str
    promise: str
    before: str
    after: str


@dataclass(frozen=True)
class Consequences:
    """A preview in words; ``sentence`` is the whole of it."""

    sentence: str
    figures: list[tuple[int, str, str]]
    examples: list[Example]
    late_at_once: str = ""
    is_part: bool = False


def consequences(preview: Preview, limit: int) -> Consequences:
    """What a change would do to the open promises; ``limit`` is how many of them were looked at, at most."""
    figures = [
        (preview.earlier, _("due earlier"), "attention"),
        (preview.later, _("due later"), ""),
        (preview.cancelled, _("promised no more"), "danger"),
        (preview.unchanged, _("as they are"), ""),
    ]
    if not preview.open:
        sentence = _("No promise is open: only what comes from now on will go by it.")
    elif not preview.changed:
        sentence = _("None of the open promises would change.")
    else:
        words = _("Of %(open)s open promises, %(count)s would change.")
        sentence = words % {"count": preview.changed, "open": preview.open}
    late = ngettext("%(count)s would be overdue at once.", "%(count)s would be overdue at once.", preview.late_at_once)
    return Consequences(
        sentence,
        [(count, words, kind if count else "") for count, words, kind in figures],
        [_example(moved) for moved in preview.examples],
        late % {"count": preview.late_at_once} if preview.late_at_once else "",
        preview.open >= limit,
    )


def _example(moved: Moved) -> Example:
    conversation = moved.target.conversation
    after = times.daytime(moved.due_after) if moved.due_after else _("stands still")
    return Example(
        conversation.pk,
        conversation.customer_name,
        str(Metric(moved.target.metric).label),
        times.daytime(moved.due_before) if moved.due_before else _("stands still"),
        _("promised no more") if moved.is_cancelled else after,
    )
