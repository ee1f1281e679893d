"""Scripts for calls and chats, in versions, and what became of each use."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from goodwill.accounts.models import Agent, Team
from goodwill.coaching.enums import Setting
from goodwill.conversations.models import Conversation, Note, Topic
from goodwill.core.clock import now


class Script(models.Model):
    """A decision tree that tells an agent what to say, ask and do; ``published`` is the version that is begun with."""

    name = models.CharField(_("name"), max_length=120)
    purpose = models.CharField(_("what it is for"), max_length=300, blank=True)
    setting = models.CharField(_("used in"), max_length=10, choices=Setting.choices, default=Setting.ANY)
    team = models.ForeignKey(Team, on_delete=models.SET_NULL, null=True, blank=True, related_name="scripts", verbose_name=_("team"))
    topic = models.ForeignKey(Topic, on_delete=models.SET_NULL, null=True, blank=True, related_name="scripts", verbose_name=_("topic"))
    is_active = models.BooleanField(default=True)
    published = models.ForeignKey("ScriptVersion", on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    created_at = models.DateTimeField(default=now)

    class Meta:
        ordering: ClassVar = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class ScriptVersion(models.Model):
    """The steps of a script, as ``domain.steps`` reads them. One that was published never changes; the newest other is the draft."""

    script = models.ForeignKey(Script, on_delete=models.CASCADE, related_name="versions", db_index=False)
    number = models.PositiveIntegerField()
    steps = models.JSONField(default=list)
    published_at = models.DateTimeField(null=True)
    by = models.ForeignKey(Agent, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    at = models.DateTimeField(default=now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["script", "number"], name="script_version_once")]

    def __str__(self) -> str:
        return f"{self.script} {self.number}"


class Run(models.Model):
    """One use of a version by an agent in a conversation.

    ``path`` lists the names of the steps in the order in which they were come to, the last being where it stands;
    ``answers`` are by field. ``note`` is the summary that it left.
    """

    version = models.ForeignKey(ScriptVersion, on_delete=models.PROTECT, related_name="runs")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="script_runs", db_index=False)
    agent = models.ForeignKey(Agent, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    answers = models.JSONField(default=dict)
    path = models.JSONField(default=list)
    done = models.JSONField(default=dict)
    started_at = models.DateTimeField(default=now)
    finished_at = models.DateTimeField(null=True)
    is_abandoned = models.BooleanField(default=False)
    note = models.ForeignKey(Note, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["conversation", "-id"], name="run_of_conversation")]

    def __str__(self) -> str:
        return f"{self.version} in #{self.conversation_id}"
