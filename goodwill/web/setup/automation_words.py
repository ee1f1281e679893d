"""Rules as the pages of setting up tell them: in one sentence, with when they last ran."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from goodwill.automation.contract import TimeTrigger
from goodwill.automation.domain import describing
from goodwill.automation.models import Rule, Run
from goodwill.automation.triggers import TRIGGERS
from goodwill.core import wording


@dataclass(frozen=True, slots=True)
class Told:
    """A rule of the list; ``last_at`` is when it last ran, None where it never did."""

    rule: Rule
    place: int
    sentence: str
    problem: str
    icon: str
    is_first: bool
    is_last: bool


def listed() -> list[Told]:
    last = Run.objects.filter(rule=OuterRef("pk")).order_by("-pk").values("at")[:1]
    rules = list(Rule.objects.annotate(last_at=Subquery(last)))
    return [
        Told(rule, place, sentence(rule), describing.describe(rule).problem, icon_of(rule), place == 1, place == len(rules))
        for place, rule in enumerate(rules, start=1)
    ]


def icon_of(rule: Rule) -> str:
    trigger = TRIGGERS.all.get(rule.trigger)
    return "timer" if isinstance(trigger, TimeTrigger) else "zap"


def sentence(rule: Rule) -> str:
    """The whole rule in one sentence: "When a message comes in and the topic is Returns: tag it “returns”; assign it to Mira."."""
    told = describing.describe(rule)
    conditions = [*told.conditions, *([wording.either(told.any_of)] if told.any_of else [])]
    start = _("When %(trigger)s") % {"trigger": told.when}
    if conditions:
        start = _("%(trigger)s, and %(conditions)s") % {"trigger": start, "conditions": wording.listed(conditions)}
    what = joined(told.actions) or _("nothing yet")
    return _("%(start)s: %(actions)s.") % {"start": start, "actions": what}


def joined(parts: Iterable[str]) -> str:
    """One after the other: "tag it; then assign it"."""
    first, *others = [part.rstrip(".") for part in parts] or [""]
    return reduce(lambda before, part: _("%(before)s; then %(part)s") % {"before": before, "part": part}, others, first)
