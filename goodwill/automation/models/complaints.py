"""Complaints: the procedure of the desk, and one row for each complaint from recognition to rating."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from goodwill.accounts.models import Agent, Team
from goodwill.automation.enums import ComplaintOutcome
from goodwill.conversations.models import Conversation, Message, Topic
from goodwill.core.clock import now


class ComplaintProcedure(models.Model):
    """One row: how the desk recognises complaints and what it does then. Texts and words are by language.

    ``words`` is ``{"en": ["complaint", …]}``, ``acknowledgement`` and ``survey`` ``{"en": text, …}`` with variables.
    """

    is_active = models.BooleanField(_("switched on"), default=False)
    words = models.JSONField(default=dict)
    acknowledgement = models.JSONField(default=dict)
    survey = models.JSONField(default=dict)
    answer_within = models.PositiveIntegerField(_("first answer within, in minutes"), default=60)
    survey_after = models.PositiveIntegerField(_("survey after, in hours"), default=24)
    team = models.ForeignKey(Team, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("team"))
    owner = models.ForeignKey(Agent, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("owner"))
    default_cause = models.ForeignKey(Topic, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return "complaint procedure"


class Complaint(models.Model):
    """A customer complained. ``owner`` is responsible until it is settled; ``due_at`` is when the first answer is due.

    ``recognised_by`` says what gave it away: the words, or that somebody classified it. ``offered`` lists the remedies
    that were offered. ``token`` makes the link in the survey; ``rating`` is 1 to 5.
    """

    conversation = models.OneToOneField(Conversation, on_delete=models.CASCADE, related_name="complaint")
    message = models.ForeignKey(Message, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    cause = models.ForeignKey(Topic, on_delete=models.SET_NULL, null=True, related_name="complaints", db_index=False)
    owner = models.ForeignKey(Agent, on_delete=models.SET_NULL, null=True, related_name="complaints", db_index=False)
    recognised_by = models.CharField(max_length=120, blank=True)
    opened_at = models.DateTimeField(default=now)
    acknowledged_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    offered = models.JSONField(default=list)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(Agent, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    outcome = models.CharField(max_length=12, choices=ComplaintOutcome.choices, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    survey_sent_at = models.DateTimeField(null=True)
    token = models.CharField(max_length=64, unique=True)
    rating = models.PositiveSmallIntegerField(null=True)
    rating_words = models.TextField(blank=True)
    rated_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["-opened_at"], name="complaint_newest"),
            models.Index(fields=["owner", "due_at"], name="complaint_open", condition=models.Q(settled_at__isnull=True)),
            models.Index(fields=["cause", "-opened_at"], name="complaint_of_cause"),
        ]

    def __str__(self) -> str:
        return f"complaint in #{self.conversation_id}"

    @property
    def is_open(self) -> bool:
        return self.settled_at is None and self.withdrawn_at is None
