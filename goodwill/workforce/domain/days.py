"""Reads what the day of agents is made of, for the pages that show it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from goodwill.accounts.models import Agent
from goodwill.core.clock import now
from goodwill.workforce.domain import channels, loads, shifts, timelines
from goodwill.workforce.domain.timelines import Figures, Span
from goodwill.workforce.models import Holding, PresenceInterval


@dataclass(frozen=True, slots=True)
class Day:
    """An agent's stretch of time: what was planned, what they were, what they had, and the measures of it.

    ``states`` and ``planned`` have no overlaps; ``states`` ends now, for a stretch that is not over.
    """

    agent: Agent
    states: list[Span]
    by_channel: dict[str, list[Span]]
    planned: list[Span]
    holdings: list[Span]
    figures: Figures


def days(agents: Sequence[Agent], start: datetime, end: datetime) -> list[Day]:
    """The same stretch of several agents, in their order: five statements however many they are.

    Measures are taken up to now: what is planned for later today can't have been kept yet.
    """
    until = min(end, max(now(), start))
    numbers = [agent.pk for agent in agents]
    presence, holdings = _presence(numbers, start, until), _holdings(numbers, start, until)
    plans: dict[int, list[Span]] = {}
    for shift in shifts.of(numbers, start, end):
        plans.setdefault(shift.agent_id, []).append(Span(shift.starts_at, shift.ends_at, shift.kind, shift.note))
    kinds, limits = channels.kinds(), loads.limits()
    found = []
    for agent in agents:
        own, plan, had = presence.get(agent.pk, []), plans.get(agent.pk, []), holdings.get(agent.pk, [])
        slots = {kind: limit.at_once for kind, limit in limits.of(agent.pk, kinds).items()}
        found.append(
            Day(
                agent=agent,
                states=timelines.states(own, start, until) if until > start else [],
                by_channel={kind: timelines.states(own, start, until, kind) for kind in kinds} if until > start else {},
                planned=timelines.planned(plan, start, end),
                holdings=had,
                figures=timelines.figures(own, plan, had, slots, between=Span(start, until)),
            )
        )
    return found


def _presence(numbers: Collection[int], start: datetime, until: datetime) -> dict[int, list[Span]]:
    found: dict[int, list[Span]] = {}
    rows = PresenceInterval.objects.filter(agent_id__in=numbers, started_at__lt=until).exclude(ended_at__lte=start)
    for row in rows.order_by("started_at", "id"):
        span = Span(row.started_at, row.ended_at or until, row.state, row.reason, row.channel, row.is_work)
        found.setdefault(row.agent_id, []).append(span)
    return {agent: timelines.clipped(spans, start, until) for agent, spans in found.items()}


def _holdings(numbers: Collection[int], start: datetime, until: datetime) -> dict[int, list[Span]]:
    found: dict[int, list[Span]] = {}
    rows = Holding.objects.filter(agent_id__in=numbers, started_at__lt=until).exclude(ended_at__lte=start)
    for agent_id, channel, started_at, ended_at in rows.values_list("agent_id", "channel", "started_at", "ended_at"):
        found.setdefault(agent_id, []).append(Span(started_at, ended_at or until, channel=channel))
    return {agent: timelines.clipped(spans, start, until) for agent, spans in found.items()}
