"""Says what there is to know, who knows it and how well, which tier an agent is on, and how much fits at once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from goodwill.accounts.models import Agent
from goodwill.activity.recording import record
from goodwill.workforce.domain import presence, settings
from goodwill.workforce.enums import SkillKind
from goodwill.workforce.errors import Refused
from goodwill.workforce.models import AgentSkill, Capacity, Seat, Skill


@dataclass(frozen=True, slots=True)
class Known:
    """How well somebody knows a skill, and until when (that day included)."""

    level: int
    expires_on: date | None = None


def save(skill: Skill, *, by: Agent) -> Skill:
    """Add or change a skill. Raise Refused without a name, or for a second one of a name or language."""
    skill.name, skill.code = " ".join(skill.name.split()), skill.code.strip().lower()
    if not skill.name:
        raise Refused(_("Give it a name."))
    if (skill.kind == SkillKind.LANGUAGE) != bool(skill.code):
        raise Refused(_("A language has a code such as “de”, and nothing else has one."))
    others = Skill.objects.exclude(pk=skill.pk)
    if others.filter(name__iexact=skill.name).exists() or (skill.code and others.filter(code=skill.code).exists()):
        raise Refused(_("There is one of this name or language already."))
    with transaction.atomic():
        skill.save()
        settings.touch()
        record("skill.saved", skill, by=by, data={"name": skill.name})
    return skill


def remove(skill: Skill, *, by: Agent) -> None:
    """Offer it no more; rules that ask for it ask in vain until they are changed, so it is refused while one does."""
    from goodwill.workforce.models import RoutingRule

    asking = [rule.name for rule in RoutingRule.objects.filter(is_active=True) if skill.pk in {need["skill"] for need in rule.skills}]
    if asking:
        raise Refused(_("The rule “%(rule)s” asks for it. Change that first.") % {"rule": asking[0]})
    with transaction.atomic():
        skill.is_active = False
        skill.save(update_fields=["is_active"])
        settings.touch()
        record("skill.removed", skill, by=by, data={"name": skill.name})


def set_skills(agent: Agent, wanted: Mapping[int, Known], *, by: Agent) -> None:
    """Keep exactly these skills (by their ids) for an agent; raise Refused for a level that is none."""
    if any(not 1 <= known.level <= 5 for known in wanted.values()):
        raise Refused(_("Levels go from 1 to 5."))
    with transaction.atomic():
        before = {row.skill_id: row for row in agent.skills.all()}
        for skill_id in before.keys() - wanted.keys():
            before[skill_id].delete()
        for skill_id, known in wanted.items():
            row = before.get(skill_id) or AgentSkill(agent=agent, skill_id=skill_id)
            row.level, row.expires_on = known.level, known.expires_on
            row.save()
        record("agent.skills_set", agent, by=by, data={"skills": {str(key): known.level for key, known in sorted(wanted.items())}})


def set_tier(agent: Agent, tier: int, *, by: Agent) -> None:
    """Put an agent on a tier from 1 to 3."""
    if tier not in (1, 2, 3):
        raise Refused(_("Tiers go from 1 to 3."))
    with transaction.atomic():
        seat = presence.hold_seat(agent.pk)
        if seat.tier == tier:
            return
        before = seat.tier
        Seat.objects.filter(pk=seat.pk).update(tier=tier)
        record("agent.tier_set", agent, by=by, data={"from": before, "to": tier})


def set_capacities(agent: Agent | None, wanted: Iterable[Capacity], *, by: Agent) -> None:
    """Keep exactly these capacities, one for each channel, for an agent or (None) for all who have no own. Raise Refused."""
    rows = {capacity.channel: capacity for capacity in wanted}
    if any(not 0 <= row.at_once <= 500 or not 0 <= row.share <= 100 for row in rows.values()):
        raise Refused(_("At once go from 0 to 500, and a share from 0 to 100 percent."))
    with transaction.atomic():
        Capacity.objects.filter(agent=agent).delete()
        for row in rows.values():
            row.pk, row.agent = None, agent
            row.save(force_insert=True)
        settings.touch()
        data = {channel: [row.at_once, row.share] for channel, row in sorted(rows.items())}
        record("capacity.set", agent or by, by=by, data={"of_all": agent is None, "at_once": data})
