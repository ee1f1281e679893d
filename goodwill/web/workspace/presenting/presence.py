"""The switch of one's own presence: what the agent is, in words, and what they can choose."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from goodwill.accounts.models import Agent
from goodwill.inboxes import registry
from goodwill.workforce.domain import away_reasons, presence
from goodwill.workforce.domain.presence import Standing
from goodwill.workforce.enums import State
from goodwill.workforce.models import AwayReason

ICONS = {State.AVAILABLE: "circle-check", State.AWAY: "pause", State.OFFLINE: "circle"}
# The one that says most about a person who is several things at once.
_FIRST = (State.AVAILABLE, State.AWAY, State.OFFLINE)


@dataclass(frozen=True, slots=True)
class Summary:
    """What somebody is, all channels together. ``words`` are "Available", "Lunch", "Available (E-mail only)"."""

    state: State
    words: str
    since: datetime | None = None

    @property
    def icon(self) -> str:
        return ICONS[self.state]


def channel_label(kind: str) -> str:
    known = registry.channels().get(kind)
    return str(known.label) if known else kind


def summary(standings: Mapping[str, Standing], count: int = 0) -> Summary:
    """All channels in one; ``count`` is how many channels the desk has, where the mapping leaves out what is offline."""
    found = [one for state in _FIRST for one in standings.values() if one.state == state]
    if not found:
        return Summary(State.OFFLINE, _("Offline"))
    first = found[0]
    same = [kind for kind, one in standings.items() if (one.state, one.reason) == (first.state, first.reason)]
    words = first.reason or str(State(first.state).label)
    if len(same) < max(count, len(standings)):
        words = _("%(state)s (only %(channels)s)") % {"state": words, "channels": ", ".join(channel_label(kind) for kind in same)}
    return Summary(first.state, words, min((standings[kind].since for kind in same if standings[kind].since), default=None))  # type: ignore[type-var]


def of_agent(agent: Agent) -> Summary:
    """For the rail: one prepared statement."""
    return summary(presence.current_of([agent.pk]).get(agent.pk, {}))


def choices(agent: Agent) -> dict[str, Any]:
    """What the switch offers: for all channels at once, and for each where there are several."""
    standings = presence.current(agent)
    reasons: list[AwayReason] = away_reasons.offered()
    several = [(kind, channel_label(kind), one) for kind, one in standings.items()] if len(standings) > 1 else []
    return {"standings": standings, "reasons": reasons, "several": several, "presence": summary(standings, len(standings))}
