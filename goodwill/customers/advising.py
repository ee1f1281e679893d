"""The next best action: what a card and the clock suggest to do, each with its reason.

A room gives advice in ``advice.py``, found by name: ``advice(card, at)`` yields what follows from the card's parts.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from goodwill.core.found import modules

Adviser = Callable[[Mapping[str, Any], datetime], Iterable["Advice"]]


@dataclass(frozen=True, slots=True)
class Advice:
    """Something worth doing. ``urgency`` orders advice, greatest first; ``remedy`` names a kind of remedy to open.

    ``order_id`` is the order that it is about, 0 for none.
    """

    name: str
    title: str
    reason: str
    urgency: int
    remedy: str = ""
    order_id: int = 0


def next_best(card: Mapping[str, Any], at: datetime) -> list[Advice]:
    """All advice for this moment, the most urgent first."""
    return sorted((advice for adviser in _advisers() for advice in adviser(card, at)), key=lambda advice: -advice.urgency)


@cache
def _advisers() -> tuple[Adviser, ...]:
    return tuple(module.advice for module in modules("advice").values())
