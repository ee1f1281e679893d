"""What happened: one append-only row per change, with its author and time."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from goodwill.accounts.models import Agent
from goodwill.core.clock import now


class Actor(models.TextChoices):
    AGENT = "agent"
    CUSTOMER = "customer"
    SYSTEM = "system"


class Activity(models.Model):
    """One thing that happened to one subject (``subject_kind`` and ``subject_id``), named in the past tense.

    The subject is not a foreign key because what happened is written by rooms above this one, and because the record
    stays when its subject is gone. ``data`` holds ids and small facts, never the words of a message.
    """

    kind = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=30)
    subject_id = models.BigIntegerField()
    actor = models.CharField(max_length=10, choices=Actor.choices, default=Actor.SYSTEM)
    agent = models.ForeignKey(Agent, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    data = models.JSONField(default=dict)
    at = models.DateTimeField(default=now)

    # What ``publish`` hands to subscribers; not stored.
    context: Mapping[str, models.Model] = MappingProxyType({})

    class Meta:
        indexes: ClassVar = [models.Index(fields=["subject_kind", "subject_id", "id"], name="activity_subject")]
        verbose_name_plural = "activities"

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_kind} {self.subject_id}"


class Urgency(models.IntegerChoices):
    NORMAL = 1, _("For information")
    ATTENTION = 2, _("Needs attention")
    DANGER = 3, _("Urgent")


class Notice(models.Model):
    """Something that one agent should know, until it was seen. ``key`` names the occasion: one notice for each agent."""

    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="notices", db_index=False)
    key = models.CharField(max_length=120)
    kind = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    urgency = models.PositiveSmallIntegerField(choices=Urgency.choices, default=Urgency.NORMAL)
    subject_kind = models.CharField(max_length=30, blank=True)
    subject_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(default=now)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["key", "agent"], name="notice_once")]
        indexes: ClassVar = [
            models.Index(fields=["agent", "-id"], name="notice_of_agent"),
            models.Index(fields=["agent", "-id"], name="notice_unseen", condition=models.Q(seen_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.title
