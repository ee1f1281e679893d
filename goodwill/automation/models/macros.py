"""Macros: several actions at once and a reply, and what each use of one did."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from goodwill.accounts.models import Agent, Team
from goodwill.conversations.models import Conversation, Message
from goodwill.core.clock import now


class Macro(models.Model):
    """Several actions at once, done as the agent who uses it; ``text`` is a reply with variables, "" for none.

    ``actions`` are as a rule's. ``status`` is what the conversation is after the reply, as with any reply.
    """

    name = models.CharField(_("name"), max_length=120)
    description = models.CharField(_("what it is for"), max_length=300, blank=True)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, null=True, blank=True, related_name="macros", verbose_name=_("team"))
    text = models.TextField(_("reply"), blank=True)
    status = models.CharField(_("after the reply"), max_length=10, default="pending")
    actions = models.JSONField(default=list, blank=True)
    is_active = models.BooleanField(_("offered"), default=True)
    uses = models.PositiveIntegerField(default=0, editable=False)
    default_key = models.CharField(max_length=60, blank=True, editable=False)
    created_by = models.ForeignKey(Agent, on_delete=models.SET_NULL, null=True, related_name="+", editable=False)
    changed_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        ordering: ClassVar = ["name", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["default_key"], condition=~models.Q(default_key=""), name="default_macro_once"),
        ]

    def __str__(self) -> str:
        return self.name


class MacroUse(models.Model):
    """One use of a macro, with what each part did; ``key`` is the form's own, so that sending it twice does it once.

    ``steps`` is ``[{"name", "state", "sentence", "undo"}, …]``: ``undo`` is what taking that part back takes, None where
    there is no way back.
    """

    macro = models.ForeignKey(Macro, on_delete=models.SET_NULL, null=True, related_name="used")
    macro_name = models.CharField(max_length=120)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="macro_uses")
    agent = models.ForeignKey(Agent, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    key = models.CharField(max_length=64, unique=True)
    message = models.ForeignKey(Message, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    steps = models.JSONField(default=list)
    at = models.DateTimeField(default=now)
    undone_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.macro_name} in #{self.conversation_id}"
