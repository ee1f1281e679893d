"""What happens to a conversation later unless the customer answers before: a check-in, a reopening, a closing, a survey."""

from typing import ClassVar

from django.db import models

from goodwill.accounts.models import Agent
from goodwill.automation.enums import FollowUpKind, FollowUpState
from goodwill.automation.models.rules import Rule
from goodwill.conversations.models import Conversation
from goodwill.core.clock import now


class FollowUp(models.Model):
    """One thing to come at ``due_at``; a message of the customer, or an answer of ours, makes it needless.

    ``text`` is what is sent (with variables), or the note with which it is opened again.
    """

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="follow_ups", db_index=False)
    kind = models.CharField(max_length=10, choices=FollowUpKind.choices)
    due_at = models.DateTimeField()
    text = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=FollowUpState.choices, default=FollowUpState.WAITING)
    detail = models.CharField(max_length=300, blank=True)
    rule = models.ForeignKey(Rule, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    created_by = models.ForeignKey(Agent, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    created_at = models.DateTimeField(default=now)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["conversation", "state"], name="follow_up_in_conversation"),
            models.Index(fields=["due_at"], name="follow_up_due", condition=models.Q(state="waiting")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
