"""Who is at work: asked of whichever room knows, so that rooms below it can wait for an agent's shift.

A room that knows offers ``off_duty(agent_ids, at)`` in its ``duty.py``, found by name.
"""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from functools import cache

from goodwill.accounts.models import Agent
from goodwill.core.found import modules

Knows = Callable[[Collection[int], datetime], set[int]]


def on_duty(agents: Iterable[Agent], at: datetime) -> list[Agent]:
    """Those of them who are at work at this moment. Where nobody keeps shifts, everybody is."""
    found = list(agents)
    off = {number for knows in _rooms() for number in knows([agent.pk for agent in found], at)} if found else set()
    return [agent for agent in found if agent.pk not in off]


@cache
def _rooms() -> tuple[Knows, ...]:
    return tuple(module.off_duty for module in modules("duty").values() if hasattr(module, "off_duty"))
