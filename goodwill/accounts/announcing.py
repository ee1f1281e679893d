"""Announces what happened to agents and teams; the record of activities, a room above, listens."""

from typing import Any, Protocol

from django.db import models

from goodwill.accounts.models import Agent


class Listener(Protocol):
    """Called inside the transaction of the change; ``by`` is None where nobody was signed in."""

    def __call__(self, kind: str, subject: models.Model, *, by: Agent | None, data: dict[str, Any]) -> None: ...


_listeners: list[Listener] = []


def listen(listener: Listener) -> None:
    """Have every announcement from now on; a second time changes nothing."""
    if listener not in _listeners:
        _listeners.append(listener)


def announce(kind: str, subject: models.Model, *, by: Agent | None = None, **data: Any) -> None:
    """Tell that ``kind``, named in the past tense, happened to ``subject``; ``data`` holds ids and small facts."""
    for listener in _listeners:
        listener(kind, subject, by=by, data=data)
