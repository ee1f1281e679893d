"""Keeps the record of what happened in the accounts room, which is below this one and announces it."""

from typing import Any

from django.db import models

from goodwill.accounts.models import Agent
from goodwill.activity.models import Actor
from goodwill.activity.recording import record


def keep(kind: str, subject: models.Model, *, by: Agent | None, data: dict[str, Any]) -> None:
    """Record an announced change; without an agent it was the system."""
    record(kind, subject, by=by or Actor.SYSTEM, data=data)
