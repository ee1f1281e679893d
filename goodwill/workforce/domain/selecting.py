"""The core of routing, on values alone: who could take a conversation, who should, and what somebody should take next.

Nothing here reads the database or the clock, so a simulated day and the desk decide by the same functions.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
WHOLE = 100
MOST_AHEAD = 3.0


class Obstacle(StrEnum):
    """Why somebody can't be given a conversation now, from the most lasting reason to the most passing."""

    NOT_IN_TEAM = "not_in_team"
    TIER = "tier"
    SKILL = "skill"
    AUTHORITY = "authority"
    OFF_SHIFT = "off_shift"
    OFFLINE = "offline"
    AWAY = "away"
    FULL = "full"
    KEPT_FOR_OTHER = "kept_for_other"


@dataclass(frozen=True, slots=True)
class Limit:
    """How many of a channel at once, and what share of the whole attention (percent) one of them takes."""

    at_once: int
    share: int = 0


@dataclass(slots=True)
class Candidate:
    """An agent as routing sees them. ``states`` by channel; ``loads`` are open conversations by channel.

    ``given`` is how much routing gave them, each conversation counted as the part that it is of what fits at once; while
    they are away or offline it is by how much they were ahead of the others, so that nobody makes up for time away.
    """

    agent_id: int
    name: str = ""
    tier: int = 1
    teams: frozenset[int] = frozenset()
    skills: Mapping[int, int] = field(default_factory=dict)
    states: Mapping[str, str] = field(default_factory=dict)
    limits: Mapping[str, Limit] = field(default_factory=dict)
    loads: dict[str, int] = field(default_factory=dict)
    given_at: datetime | None = None
    given: float = 0.0
    is_on_shift: bool = True

    def has_room(self, channel: str) -> bool:
        """Whether one more of this channel fits, beside all else that they have."""
        limit = self.limits.get(channel)
        if limit is None or self.loads.get(channel, 0) >= limit.at_once:
            return False
        return not limit.share or self.attention() + limit.share <= WHOLE

    def attention(self) -> int:
        """The share of their attention that is taken, in percent."""
        return sum(self.limits[kind].share * count for kind, count in self.loads.items() if kind in self.limits)

    def fullness(self, channel: str) -> float:
        """How much of what fits they have: by number on this channel, or by attention over all, whichever is more."""
        limit = self.limits.get(channel)
        if limit is None or not limit.at_once:
            return 1.0
        return max(self.loads.get(channel, 0) / limit.at_once, self.attention() / WHOLE)


@dataclass(frozen=True, slots=True)
class Need:
    """A waiting conversation as routing sees it; the columns are those of ``models.QueueEntry``."""

    key: int
    channel: str
    teams: frozenset[int] = frozenset()
    tier: int = 1
    skills: tuple[tuple[int, int], ...] = ()
    allowed: frozenset[int] | None = None
    preferred: tuple[int, ...] = ()
    preferred_until: datetime | None = None
    level: int = 2
    goes_first: bool = False
    due_at: datetime = LONG_AGO
    since: datetime = LONG_AGO

    @property
    def order(self) -> tuple[int, bool, datetime, datetime, int]:
        """What is served first sorts first."""
        return (-self.level, not self.goes_first, self.due_at, self.since, self.key)


@dataclass(frozen=True, slots=True)
class Choice:
    """Who gets it, None while nobody can; the others with what stood against each, or "" for a worse rank."""

    chosen: Candidate | None
    passed_over: tuple[tuple[Candidate, str], ...]


def obstacle(candidate: Candidate, need: Need, at: datetime) -> Obstacle | None:
    """What stands against giving it to them now; None for nothing."""
    if need.teams and not need.teams & candidate.teams:
        return Obstacle.NOT_IN_TEAM
    if candidate.tier < need.tier:
        return Obstacle.TIER
    if any(candidate.skills.get(skill, 0) < level for skill, level in need.skills):
        return Obstacle.SKILL
    if need.allowed is not None and candidate.agent_id not in need.allowed:
        return Obstacle.AUTHORITY
    if not candidate.is_on_shift:
        return Obstacle.OFF_SHIFT
    state = candidate.states.get(need.channel, "offline")
    if state != "available":
        return Obstacle.AWAY if state == "away" else Obstacle.OFFLINE
    if not candidate.has_room(need.channel):
        return Obstacle.FULL
    if need.preferred_until is not None and at < need.preferred_until and candidate.agent_id not in need.preferred:
        return Obstacle.KEPT_FOR_OTHER
    return None


def rank(candidate: Candidate, need: Need) -> tuple[int, int, float, datetime, int]:
    """The best sorts first: who is preferred, then the lowest tier that will do, then who had least, then the longest without.

    Who had least is told by what they were given and what they have now, each as a part of what fits: so over a day all
    who are here are given as much, and at a moment nobody gets a third one while another has none.
    """
    place = need.preferred.index(candidate.agent_id) if candidate.agent_id in need.preferred else len(need.preferred)
    had = candidate.given + candidate.fullness(need.channel)
    return (place, candidate.tier, round(had, 6), candidate.given_at or LONG_AGO, candidate.agent_id)


def weight(candidate: Candidate, channel: str) -> float:
    """What one more of this channel adds to what an agent was given."""
    limit = candidate.limits.get(channel)
    return 1 / limit.at_once if limit and limit.at_once else 1.0


def on_coming(ahead: float, here: Sequence[float]) -> float:
    """What somebody counts as having been given who comes to those who are here: as the middle one, and what they were ahead."""
    return middle(here) + max(-MOST_AHEAD, min(MOST_AHEAD, ahead))


def on_leaving(given: float, here: Sequence[float]) -> float:
    """By how much somebody who leaves is ahead of (or, negative, behind) the middle one of those who are here."""
    return given - middle(here)


def middle(here: Sequence[float]) -> float:
    """The middle one of what those who are here were given; 0 where nobody is, and the count begins anew."""
    return sorted(here)[len(here) // 2] if here else 0.0


def choose(need: Need, candidates: Iterable[Candidate], at: datetime) -> Choice:
    """Find who should get it, and why each other does not."""
    best: Candidate | None = None
    best_rank: tuple[int, int, float, datetime, int] | None = None
    passed: list[tuple[Candidate, str]] = []
    for candidate in candidates:
        if (against := obstacle(candidate, need, at)) is not None:
            passed.append((candidate, against.value))
            continue
        own = rank(candidate, need)
        if best is None or best_rank is None or own < best_rank:
            if best is not None:
                passed.append((best, ""))
            best, best_rank = candidate, own
        else:
            passed.append((candidate, ""))
    return Choice(best, tuple(passed))


def first_for(candidate: Candidate, needs: Iterable[Need], at: datetime) -> Need | None:
    """What this agent should take next from needs that come in their order; None where nothing is for them."""
    return next((need for need in needs if obstacle(candidate, need, at) is None), None)


def can_take_any(candidate: Candidate, channels: Sequence[str]) -> bool:
    """Whether it is worth looking at the queue for them at all."""
    return candidate.is_on_shift and any(candidate.states.get(kind) == "available" and candidate.has_room(kind) for kind in channels)
