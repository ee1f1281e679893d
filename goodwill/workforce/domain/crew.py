"""Reads everybody who could be given something, as the core of routing sees them: a handful of statements for all."""

from collections.abc import Collection
from datetime import datetime

from django.utils import timezone

from goodwill.accounts.enums import Role
from goodwill.accounts.models import Agent
from goodwill.core.rows import Prepared
from goodwill.workforce.domain import loads, shifts
from goodwill.workforce.domain.selecting import Candidate
from goodwill.workforce.models import AgentSkill, PresenceInterval, Seat


def crew(at: datetime, kinds: Collection[str]) -> list[Candidate]:
    """All active agents who may answer, with what they are, know and have at this moment."""
    names = dict(_AGENTS.all())
    return _candidates(names, at, kinds, loads.of_all())


def one(agent_id: int, at: datetime, kinds: Collection[str]) -> Candidate | None:
    """One of them, as they are now; None for who may not answer."""
    name = _NAME.first(agent_id)
    if name is None:
        return None
    found = _candidates({agent_id: name[0]}, at, kinds, {agent_id: loads.of(agent_id)})
    return found[0]


def _candidates(names: dict[int, str], at: datetime, kinds: Collection[str], loaded: loads.Loads) -> list[Candidate]:
    alone = next(iter(names)) if len(names) == 1 else 0
    teams: dict[int, set[int]] = {}
    for agent_id, team_id in _TEAMS_OF.all(alone) if alone else _TEAMS.all():
        teams.setdefault(agent_id, set()).add(team_id)
    skills: dict[int, dict[int, int]] = {}
    today = timezone.localdate(at)
    for agent_id, skill_id, level, expires_on in _SKILLS_OF.all(alone) if alone else _SKILLS.all():
        if expires_on is None or expires_on >= today:
            skills.setdefault(agent_id, {})[skill_id] = level
    seats = {agent_id: seat for agent_id, *seat in (_SEATS_OF.all(alone) if alone else _SEATS.all())}
    states: dict[int, dict[str, str]] = {}
    for agent_id, channel, state in _STATES_OF.all(alone) if alone else _STATES.all():
        states.setdefault(agent_id, {})[channel] = state
    limits = loads.limits()
    here = [agent_id for agent_id in names if agent_id in states]
    off = shifts.off(here, at)
    found = []
    for agent_id, name in names.items():
        tier, given_at, given = seats.get(agent_id, _NO_SEAT)
        found.append(
            Candidate(
                agent_id=agent_id,
                name=name,
                tier=tier,
                teams=frozenset(teams.get(agent_id, ())),
                skills=skills.get(agent_id, {}),
                states=states.get(agent_id, {}),
                limits=limits.of(agent_id, kinds),
                loads=dict(loaded.get(agent_id, {})),
                given_at=given_at,
                given=given,
                is_on_shift=agent_id not in off,
            )
        )
    return found


_NO_SEAT = (1, None, 0.0)
_ANSWERING = [role for role in Role if role != Role.READ_ONLY]
_ABLE = Agent.objects.filter(is_active=True, role__in=_ANSWERING)
_AGENTS = Prepared(lambda: _ABLE.order_by("id").values_list("id", "name"))
_NAME = Prepared(lambda agent: _ABLE.filter(id=agent).order_by().values_list("name"), int)
_TEAM = Agent.teams.through
_TEAMS = Prepared(lambda: _TEAM.objects.values_list("agent_id", "team_id"))
_TEAMS_OF = Prepared(lambda agent: _TEAM.objects.filter(agent_id=agent).values_list("agent_id", "team_id"), int)
_KNOWN = ("agent_id", "skill_id", "level", "expires_on")
_SKILLS = Prepared(lambda: AgentSkill.objects.values_list(*_KNOWN))
_SKILLS_OF = Prepared(lambda agent: AgentSkill.objects.filter(agent_id=agent).values_list(*_KNOWN), int)
_SEATS = Prepared(lambda: Seat.objects.values_list("agent_id", "tier", "given_at", "given"))
_SEATS_OF = Prepared(lambda agent: Seat.objects.filter(agent_id=agent).values_list("agent_id", "tier", "given_at", "given"), int)
_STATES = Prepared(lambda: PresenceInterval.objects.filter(ended_at=None).values_list("agent_id", "channel", "state"))
_STATES_OF = Prepared(
    lambda agent: PresenceInterval.objects.filter(agent_id=agent, ended_at=None).values_list("agent_id", "channel", "state"), int
)
