"""Finds who carries out an outbox topic: ``@outbox.handles("message")`` in each room's ``deliveries.py``."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils.module_loading import autodiscover_modules

from goodwill.core.models import OutboxEntry


@dataclass(frozen=True, slots=True)
class Done:
    """It was carried out; ``detail`` is a sentence, ``result`` anything that ``settle`` needs."""

    detail: str = ""
    result: Any = None


@dataclass(frozen=True, slots=True)
class Retry:
    """It could not be carried out now; ``reason`` is a sentence for the agent."""

    reason: str
    result: Any = None


@dataclass(frozen=True, slots=True)
class Failed:
    """It will never be carried out; ``reason`` is a sentence for the agent."""

    reason: str
    result: Any = None


Outcome = Done | Retry | Failed
Deliver = Callable[[OutboxEntry], Outcome]
Settle = Callable[[OutboxEntry, Outcome], None]


@dataclass(frozen=True, slots=True)
class Handler:
    """``deliver`` talks to the outside, in no transaction; ``settle`` notes the outcome, in the entry's transaction."""

    deliver: Deliver
    settle: Settle | None


_handlers: dict[str, Handler] = {}


class UnknownTopic(LookupError):
    """No room handles entries of this topic."""


def handles(topic: str, *, settle: Settle | None = None) -> Callable[[Deliver], Deliver]:
    """Register a function as the one that carries out entries of ``topic``."""

    def register(deliver: Deliver) -> Deliver:
        taken = _handlers.get(topic)
        if taken and taken.deliver.__module__ != deliver.__module__:
            raise ValueError(f"Topic {topic!r} is handled by {taken.deliver.__module__} already.")
        _handlers[topic] = Handler(deliver, settle)
        return deliver

    return register


def handler_for(topic: str) -> Handler:
    """The handler of ``topic``; raise UnknownTopic when no room has one."""
    _discover()
    if topic not in _handlers:
        raise UnknownTopic(f"No room handles outbox entries of the topic {topic!r}.")
    return _handlers[topic]


@cache
def _discover() -> None:
    autodiscover_modules("deliveries")
