"""A rule of routing in words, and what routing would do with one conversation now: nothing is given, nothing is kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from goodwill.conversations.models import Conversation
from goodwill.core.clock import now
from goodwill.workforce.domain import channels, crew, explaining, queueing, requiring, ruling, selecting, settings
from goodwill.workforce.enums import Why
from goodwill.workforce.models import Assignment, RoutingRule


@dataclass(frozen=True, slots=True)
class Trial:
    """Who would get it ("" for nobody now), by which rule, and why: what it needs, why this one, why not the others."""

    rule: RoutingRule | None = None
    chosen: str = ""
    sentences: list[str] = field(default_factory=list)
    others: list[tuple[str, str]] = field(default_factory=list)


def try_out(conversation: Conversation) -> Trial:
    """As if it waited for somebody now."""
    rule = ruling.trial(conversation)
    if rule is None:
        return Trial()
    entry = requiring.entry_for(conversation, rule, settings.current(), why=Why.NEW)
    if rule.team_id:
        entry.team_id = rule.team_id
    at = now()
    need = replace(queueing.need_of(entry), key=0)
    choice = selecting.choose(need, crew.crew(at, channels.kinds()), at)
    if choice.chosen is None:
        return Trial(rule, "", [], [(candidate.name, explaining.obstacle_in_words(code)) for candidate, code in choice.passed_over])
    kept = explaining.reasons(need, choice, choice.chosen, Why.NEW)
    told = Assignment(conversation=conversation, agent_name=choice.chosen.name, waited_since=entry.since, at=at, reasons=kept)
    others = [(one["name"], explaining.obstacle_in_words(one["why"])) for one in kept["passed_over"]]
    # The first sentence tells of an assignment that has not been, the last ones of the others, who stand in a list of their own.
    said = explaining.sentences(told)[1:]
    return Trial(rule, choice.chosen.name, said[: len(said) - len(others) - len(kept["more"])], others)


def in_words(rule: RoutingRule, skills: Mapping[int, str]) -> list[str]:
    """What a rule asks for and does, one thing a line."""
    found = []
    if rule.team:
        found.append(_("to the team %(team)s") % {"team": rule.team})
    for need in rule.skills:
        found.append(_("%(skill)s from level %(level)s") % {"skill": skills.get(need["skill"], "?"), "level": need["level"]})
    if rule.needs_language:
        found.append(_("speaks the customer's language"))
    if rule.tier > 1:
        found.append(_("tier %(tier)s or higher") % {"tier": rule.tier})
    if rule.authority:
        found.append(_("may refund the order"))
    if rule.is_vip:
        found.append(_("VIP line"))
    if rule.boost:
        found.append(_("priority %(count)s higher") % {"count": rule.boost})
    if rule.agents:
        found.append(_("named agents first"))
    if rule.prefers_same_agent:
        found.append(_("same agent as last time first"))
    if rule.overflow_team:
        found.append(_("overflows into %(team)s") % {"team": rule.overflow_team})
    return found
