"""Keeps why routing chose an agent, as codes with their numbers, and puts it into words."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from goodwill.conversations.models import Conversation
from goodwill.core.wording import listed
from goodwill.workforce.domain.selecting import LONG_AGO, Candidate, Choice, Need, rank
from goodwill.workforce.enums import Why
from goodwill.workforce.models import Assignment, Skill

# More names than anybody reads; of the others it is kept how many there were for each reason.
NAMED = 20


def reasons(need: Need, choice: Choice, chosen: Candidate, why: str) -> dict[str, Any]:
    """What is kept with an assignment: what was needed, who was chosen and why before the next best, who was passed over."""
    others = [(candidate, code or _lower(candidate, chosen, need)) for candidate, code in choice.passed_over]
    able = [candidate for candidate, code in choice.passed_over if not code]
    named = [{"agent": candidate.agent_id, "name": candidate.name, "why": code} for candidate, code in _nearest_first(others)]
    limit = chosen.limits.get(need.channel)
    return {
        "why": why,
        "considered": len(others) + 1,
        "chosen": {
            "why": _advantage(chosen, able, need),
            "load": chosen.loads.get(need.channel, 0),
            "at_once": limit.at_once if limit else 0,
            "given_at": chosen.given_at.isoformat() if chosen.given_at else None,
        },
        "needs": {"tier": need.tier, "skills": [list(skill) for skill in need.skills], "authority": need.allowed is not None},
        "queue": {"level": need.level, "goes_first": need.goes_first, "due_at": need.due_at.isoformat(), "since": need.since.isoformat()},
        "passed_over": named[:NAMED],
        "more": dict(Counter(entry["why"] for entry in named[NAMED:])),
    }


def why(conversation: Conversation) -> list[str]:
    """Why this conversation went to the agent whom routing gave it to last, sentence by sentence; empty if it never did."""
    last = Assignment.objects.filter(conversation=conversation).order_by("-id").first()
    return sentences(last) if last else []


def sentences(assignment: Assignment) -> list[str]:
    """An assignment in words: when and by which rule, what was needed, why this one, and what kept the others out."""
    kept, name = assignment.reasons, assignment.agent_name
    chosen, needs = kept.get("chosen", {}), kept.get("needs", {})
    found = [_opening(assignment, kept)]
    if words := _needed(needs):
        found.append(_("It needs %(what)s.") % {"what": words})
    values = {"agent": name, "load": chosen.get("load", 0), "at_once": chosen.get("at_once", 0)}
    found.append(str(_ADVANTAGES.get(chosen.get("why", ""), _ADVANTAGES["only"])) % values)
    found += [f"{entry['name']}: {obstacle_in_words(entry['why'])}" for entry in kept.get("passed_over", ())]
    for code, count in sorted(kept.get("more", {}).items()):
        more = ngettext("%(count)s more: %(why)s", "%(count)s more: %(why)s", count)
        found.append(more % {"count": count, "why": obstacle_in_words(code)})
    return found


def obstacle_in_words(code: str) -> str:
    """Why somebody was passed over."""
    return str(_OBSTACLES.get(code, code))


def _opening(assignment: Assignment, kept: Mapping[str, Any]) -> str:
    minutes = max(0, int((assignment.at - assignment.waited_since).total_seconds() // 60))
    waited = ngettext("after %(minutes)s minute", "after %(minutes)s minutes", minutes) % {"minutes": minutes}
    values = {"agent": assignment.agent_name, "waited": waited, "rule": assignment.rule_name}
    told = _("Given to %(agent)s %(waited)s by the rule “%(rule)s”.") if assignment.rule_name else _("Given to %(agent)s %(waited)s.")
    reason = kept.get("why", "")
    return f"{told % values} {Why(reason).label}" if reason in Why.values and reason != Why.NEW else told % values


def _needed(needs: Mapping[str, Any]) -> str:
    wanted = dict(needs.get("skills", ()))
    names = dict(Skill.objects.filter(pk__in=wanted).values_list("pk", "name")) if wanted else {}
    words = [_("%(skill)s at level %(level)s") % {"skill": names.get(key, "?"), "level": level} for key, level in wanted.items()]
    if needs.get("tier", 1) > 1:
        words.append(_("tier %(tier)s") % {"tier": needs["tier"]})
    if needs.get("authority"):
        words.append(_("the authority to refund the order"))
    return listed(words) if words else ""


def _advantage(chosen: Candidate, able: Iterable[Candidate], need: Need) -> str:
    """By what the chosen one came before the next best of those who could have it too."""
    if chosen.agent_id in need.preferred:
        return "preferred"
    others = sorted(able, key=lambda candidate: rank(candidate, need))
    return _lower(others[0], chosen, need) if others else "only"


def _lower(candidate: Candidate, chosen: Candidate, need: Need) -> str:
    """In what somebody who could have had it comes after the chosen one."""
    own, best = rank(candidate, need), rank(chosen, need)
    codes = ("preferred", "higher_tier", "fuller", "given_later", "given_later")
    return next((code for code, mine, theirs in zip(codes, own, best, strict=True) if mine != theirs), "given_later")


def _nearest_first(others: list[tuple[Candidate, str]]) -> list[tuple[Candidate, str]]:
    """Those who came nearest first: that is what people want to know."""
    place = {code: number for number, code in enumerate(reversed(_OBSTACLES))}
    return sorted(others, key=lambda other: (place.get(other[1], -1), _moment(other[0]), other[0].agent_id))


def _moment(candidate: Candidate) -> datetime:
    return candidate.given_at or LONG_AGO


_ADVANTAGES = {
    "only": gettext_lazy("%(agent)s was the only one who could take it."),
    "preferred": gettext_lazy("%(agent)s is asked first here, or wrote to this customer last."),
    "higher_tier": gettext_lazy("%(agent)s is on the lowest tier that will do."),
    "fuller": gettext_lazy("%(agent)s was given least among those who are here, and has %(load)s of %(at_once)s."),
    "given_later": gettext_lazy("%(agent)s had been without a new one for longest."),
}
# From the most lasting to the most passing.
_OBSTACLES = {
    "not_in_team": gettext_lazy("not in the team"),
    "tier": gettext_lazy("on a lower tier"),
    "skill": gettext_lazy("does not have the skill"),
    "authority": gettext_lazy("may not refund as much"),
    "off_shift": gettext_lazy("no shift now"),
    "offline": gettext_lazy("offline"),
    "away": gettext_lazy("away"),
    "full": gettext_lazy("has as much as fits"),
    "kept_for_other": gettext_lazy("it was kept for somebody else"),
    "preferred": gettext_lazy("could take it, but somebody else is asked first"),
    "higher_tier": gettext_lazy("could take it, but a lower tier will do"),
    "fuller": gettext_lazy("could take it, but has or was given more"),
    "given_later": gettext_lazy("could take it, but had a new one more lately"),
}
