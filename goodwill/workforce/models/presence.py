"""When agents were available, or away and why: rows with a beginning and an end, never overwritten."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from goodwill.accounts.models import Agent
from goodwill.conversations.models import Conversation
from goodwill.core.clock import now
from goodwill.workforce.enums import Ended, State


class AwayReason(models.Model):
    """A reason that agents can choose for being away, in the desk's own words. ``is_work`` says that it is paid work."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    is_work = models.BooleanField(_("counts as work"), default=False)
    is_active = models.BooleanField(_("offered"), default=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class PresenceInterval(models.Model):
    """An agent was available or away on one channel from ``started_at`` to before ``ended_at``; NULL for now.

    There is one open interval per agent and channel at most, and none while the agent is offline. ``reason`` is the
    name as it was then: renaming or removing a reason changes no history.
    """

    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="presence_intervals", db_index=False)
    channel = models.CharField(max_length=30)
    state = models.CharField(max_length=10, choices=[(s.value, s.label) for s in (State.AVAILABLE, State.AWAY)])
    reason = models.CharField(max_length=60, blank=True)
    is_work = models.BooleanField(default=True)
    started_at = models.DateTimeField(default=now)
    ended_at = models.DateTimeField(null=True)
    ended_because = models.CharField(max_length=12, choices=Ended.choices, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["agent", "started_at"], name="presence_of_agent")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agent", "channel"], condition=models.Q(ended_at__isnull=True), name="one_open_presence"),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True) | models.Q(ended_at__gte=models.F("started_at")), name="presence_not_backwards"
            ),
        ]

    def __str__(self) -> str:
        return f"agent {self.agent_id} {self.state} on {self.channel}"


class Holding(models.Model):
    """A conversation was open with an agent from ``started_at`` to before ``ended_at``; NULL for now.

    This is what occupancy is worked out from. Rows are kept while routing is on.
    """

    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="+", db_index=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+", db_index=False)
    channel = models.CharField(max_length=30)
    started_at = models.DateTimeField(default=now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["agent", "started_at"], name="holding_of_agent")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["conversation"], condition=models.Q(ended_at__isnull=True), name="one_open_holding")
        ]

    def __str__(self) -> str:
        return f"agent {self.agent_id} had #{self.conversation_id}"
