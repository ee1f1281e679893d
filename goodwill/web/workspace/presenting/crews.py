"""Everybody who answers customers, with what they are, have and look at now: for the board and for the load of teams."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from goodwill.accounts.enums import Role
from goodwill.accounts.models import Agent
from goodwill.conversations.access import Scope
from goodwill.conversations.models import Presence
from goodwill.core.rows import Prepared
from goodwill.web.workspace.presenting.presence import ICONS, channel_label, summary
from goodwill.workforce.domain import channels, loads, presence, shifts
from goodwill.workforce.domain.presence import Standing
from goodwill.workforce.enums import State

_ORDER = {State.AVAILABLE: 0, State.AWAY: 1, State.OFFLINE: 2}


class Looking(NamedTuple):
    """A conversation that somebody has open."""

    number: int
    subject: str
    is_typing: bool


@dataclass(frozen=True, slots=True)
class Person:
    """One agent. ``load`` of ``capacity`` open conversations fit; ``standings`` by channel where they differ."""

    pk: int
    name: str
    state: State
    words: str
    since: datetime | None
    load: int
    capacity: int
    by_channel: tuple[tuple[str, str, int, int], ...] = ()
    looking: tuple[Looking, ...] = ()
    is_off_shift: bool = False
    teams: frozenset[int] = frozenset()

    @property
    def icon(self) -> str:
        return ICONS[self.state]

    @property
    def share(self) -> float:
        """How full they are, 0 to 100."""
        return min(100.0, 100 * self.load / self.capacity) if self.capacity else (100.0 if self.load else 0.0)

    @property
    def is_full(self) -> bool:
        return self.load >= self.capacity


def people(scope: Scope, at: datetime) -> list[Person]:
    """Those who may answer, who is available first; of one who sees some teams alone, the people of these teams."""
    teams: dict[int, set[int]] = {}
    for agent_id, team_id in _TEAMS.all():
        teams.setdefault(agent_id, set()).add(team_id)
    named = [
        (pk, name)
        for pk, name in _AGENTS.all()
        if scope.sees_all or pk == scope.agent_id or not scope.team_ids.isdisjoint(teams.get(pk, ()))
    ]
    numbers = [pk for pk, _name in named]
    standings, loaded, limits, kinds = presence.current_of(numbers), loads.of_all(), loads.limits(), channels.kinds()
    off, looking = shifts.off(numbers, at), _looking(scope, at)
    found = []
    for pk, name in named:
        own, load = standings.get(pk, {}), loaded.get(pk, {})
        room = {kind: limit.at_once for kind, limit in limits.of(pk, kinds).items()}
        said = summary(own, len(kinds))
        found.append(
            Person(
                pk=pk,
                name=name,
                state=said.state,
                words=said.words,
                since=said.since,
                load=sum(load.values()),
                capacity=sum(room.values()),
                by_channel=_by_channel(own, load, room) if len(kinds) > 1 else (),
                looking=tuple(looking.get(pk, ())),
                is_off_shift=pk in off,
                teams=frozenset(teams.get(pk, ())),
            )
        )
    return sorted(found, key=lambda person: (_ORDER[person.state], person.name))


def _by_channel(own: Mapping[str, Standing], load: Mapping[str, int], room: Mapping[str, int]) -> tuple[tuple[str, str, int, int], ...]:
    """For each channel its name, the state's icon, how many they have and how many fit."""
    states = {kind: own[kind].state if kind in own else State.OFFLINE for kind in room}
    return tuple((channel_label(kind), ICONS[states[kind]], load.get(kind, 0), most) for kind, most in room.items())


def _looking(scope: Scope, at: datetime) -> dict[int, list[Looking]]:
    """What each has open now, as far as the viewer may see it."""
    found: dict[int, list[Looking]] = {}
    for agent_id, number, subject, typing, expires_at, team_id, assignee_id in _OPENED.all():
        if expires_at > at and (scope.sees_all or team_id in scope.team_ids or assignee_id == scope.agent_id):
            found.setdefault(agent_id, []).append(Looking(number, subject, bool(typing)))
    return found


_ANSWERING = [role for role in Role if role != Role.READ_ONLY]
_AGENTS = Prepared(lambda: Agent.objects.filter(is_active=True, role__in=_ANSWERING).order_by("name", "id").values_list("id", "name"))
_TEAMS = Prepared(lambda: Agent.teams.through.objects.values_list("agent_id", "team_id"))
# Who left without a word is swept away by the hour; there are never many more rows than open pages.
_OPENED = Prepared(
    lambda: Presence.objects.order_by("-is_typing", "id").values_list(
        "agent_id",
        "conversation_id",
        "conversation__subject",
        "is_typing",
        "expires_at",
        "conversation__team_id",
        "conversation__assignee_id",
    )
)
