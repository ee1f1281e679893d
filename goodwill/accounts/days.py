"""What a day of work brings: asked of whichever rooms have something for an agent to see to.

A room that has offers ``entries(agent, at)`` in its ``day.py``, found by name: announcements to confirm, calls to make.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from goodwill.accounts.models import Agent
from goodwill.core.found import modules


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to see to. ``title`` names it and ``href`` leads there; ``text`` says more in a line.

    ``group`` is the heading that entries of one kind stand under; the lowest ``order`` comes first. ``at`` is when, ``icon`` is
    one of the desk's, ``is_pressing`` marks what should not wait.
    """

    group: str
    title: str
    href: str
    text: str = ""
    at: datetime | None = None
    icon: str = "circle-dot"
    is_pressing: bool = False
    order: int = 50


Entries = Callable[[Agent, datetime], Sequence[Entry]]


def entries(agent: Agent, at: datetime) -> list[tuple[str, list[Entry]]]:
    """Everything that rooms have for this agent now, under its headings."""
    found: dict[str, list[Entry]] = {}
    told: list[Any] = [entry for tell in _rooms() for entry in tell(agent, at)]
    for entry in sorted(told, key=lambda one: one.order):
        found.setdefault(entry.group, []).append(entry)
    return list(found.items())


@cache
def _rooms() -> tuple[Entries, ...]:
    return tuple(module.entries for module in modules("day").values() if hasattr(module, "entries"))
