"""Promises to one customer, each with its clock; what is left to do about them; and how quickly the desk answers."""

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q

from goodwill.accounts.models import Agent
from goodwill.commerce.models import Order
from goodwill.conversations.models import Conversation
from goodwill.core.clock import now
from goodwill.inboxes.models import Inbox
from goodwill.service_levels.enums import Ending, Metric
from goodwill.service_levels.models.calendars import Calendar
from goodwill.service_levels.models.policies import Goal, Policy


class Target(models.Model):
    """One promise in one conversation; reply metrics get a new row for each ``cycle``.

    It runs from ``counted_from``, when ``remaining`` of the counted time was left; ``due_at`` is worked out from these two
    and is empty while it is paused. ``stretches`` are the earlier runs, ``[from, to, counted seconds]``: what was counted
    stays counted, whatever becomes of the calendar. ``met_at`` is when it was done, in time or late; ``breached_at`` when
    the time ran out before, so one with both was kept late. ``closed_at`` ends it, for the reason in ``ending``; a closed row
    is never planned anew. ``next_at`` is the one moment at which something must happen: a step (``step`` counts those that
    were taken) or the breach. ``is_waiting`` says that the alert of the last step waits for somebody on duty.
    ``ended_by`` and ``started_by`` are the numbers of the messages that did it.
    """

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="targets", db_index=False)
    metric = models.CharField(max_length=20, choices=Metric.choices)
    cycle = models.PositiveIntegerField(default=1)
    policy = models.ForeignKey(Policy, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    goal = models.ForeignKey(Goal, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    calendar = models.ForeignKey(Calendar, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    within = models.DurationField(default=timedelta(0))
    started_at = models.DateTimeField(default=now)
    counted_from = models.DateTimeField(default=now)
    remaining = models.DurationField(default=timedelta(0))
    stretches = models.JSONField(default=list)
    due_at = models.DateTimeField(null=True)
    warn_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    step = models.PositiveSmallIntegerField(default=0)
    is_waiting = models.BooleanField(default=False)
    paused_at = models.DateTimeField(null=True)
    met_at = models.DateTimeField(null=True)
    breached_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=12, choices=Ending.choices, blank=True)
    started_by = models.BigIntegerField(null=True)
    ended_by = models.BigIntegerField(null=True)
    order = models.ForeignKey(Order, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    earlier = models.ForeignKey(Conversation, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    came_from = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["conversation", "metric", "cycle"], name="target_once")]
        indexes: ClassVar = [
            models.Index(fields=["next_at"], name="target_next", condition=Q(next_at__isnull=False)),
            models.Index(fields=["id"], name="target_open", condition=Q(closed_at__isnull=True)),
            models.Index(fields=["order"], name="target_of_order", condition=Q(order__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.metric} {self.cycle} of {self.conversation_id}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def was_kept(self) -> bool:
        """Whether it was done, and in time."""
        return self.met_at is not None and self.breached_at is None


class Pace(models.Model):
    """How many answers an inbox gave in one hour; ``hour`` is its first moment, UTC."""

    inbox = models.ForeignKey(Inbox, on_delete=models.CASCADE, related_name="+", db_index=False)
    hour = models.DateTimeField()
    answers = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["inbox", "hour"], name="pace_once")]

    def __str__(self) -> str:
        return f"{self.answers} in the hour of {self.hour}"


class Replanning(models.Model):
    """One going through all open targets after a change; it goes on where it was when it is interrupted.

    ``position`` is the last target that was looked at, ``last`` the last that there was at the beginning.
    """

    reason = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(Agent, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    position = models.BigIntegerField(default=0)
    last = models.BigIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    looked_at = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    cancelled = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(default=now)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"replanning {self.pk}"

    @property
    def share(self) -> float:
        """How much of it is done, 0 to 1."""
        return 1.0 if self.finished_at or not self.total else self.looked_at / self.total
