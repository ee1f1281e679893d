"""Announcements, who has read them, and the conversations that they explain."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from goodwill.accounts.models import Agent
from goodwill.coaching.enums import Kind, State
from goodwill.conversations.models import Conversation
from goodwill.core.clock import now


class Announcement(models.Model):
    """Something that agents must know from ``starts_at`` until ``ends_at``, or until somebody ends it.

    ``team_ids`` and ``roles`` say whom it is for; where both are empty, everybody. ``matchers`` are conditions that all
    hold for a conversation that it explains; without any it explains none. ``version`` grows when its words change, and
    who confirmed an older one is asked again; ``edition`` grows with every change. ``is_live`` is true while agents are
    shown it, and is turned by timers.
    """

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    title = models.CharField(_("title"), max_length=160)
    text = models.TextField(_("text"))
    terms = models.TextField(_("terms"), blank=True)
    suggested_reply = models.TextField(_("suggested reply"), blank=True)
    is_urgent = models.BooleanField(_("urgent"), default=False)
    team_ids = models.JSONField(default=list)
    roles = models.JSONField(default=list)
    matchers = models.JSONField(default=list)
    starts_at = models.DateTimeField(_("from"), default=now)
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    edition = models.PositiveIntegerField(default=1)
    is_live = models.BooleanField(default=False)
    published_at = models.DateTimeField(null=True)
    version_at = models.DateTimeField(default=now)
    ended_at = models.DateTimeField(null=True)
    created_by = models.ForeignKey(Agent, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    created_at = models.DateTimeField(default=now)

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["id"], name="announcement_live", condition=models.Q(is_live=True))]

    def __str__(self) -> str:
        return self.title

    @property
    def state(self) -> State:
        if self.ended_at is not None:
            return State.ENDED
        if self.published_at is None:
            return State.DRAFT
        return State.LIVE if self.is_live else State.SCHEDULED


class AnnouncementVersion(models.Model):
    """The words of an announcement as they were said, and what was changed by them."""

    announcement = models.ForeignKey(Announcement, on_delete=models.CASCADE, related_name="versions", db_index=False)
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=160)
    text = models.TextField()
    terms = models.TextField(blank=True)
    change = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(Agent, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    at = models.DateTimeField(default=now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["announcement", "number"], name="announcement_version_once")]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"


class Receipt(models.Model):
    """One agent was shown one version of an announcement, and has confirmed it or not.

    Until ``put_off_until`` it leaves the agent in peace; an urgent one can't be put off.
    """

    announcement = models.ForeignKey(Announcement, on_delete=models.CASCADE, related_name="receipts", db_index=False)
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="+", db_index=False)
    version = models.PositiveIntegerField()
    shown_at = models.DateTimeField(default=now)
    confirmed_at = models.DateTimeField(null=True)
    put_off_until = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["announcement", "agent", "version"], name="receipt_once")]
        indexes: ClassVar = [models.Index(fields=["agent", "announcement"], name="receipt_of_agent")]

    def __str__(self) -> str:
        return f"{self.agent_id} {self.announcement_id}.{self.version}"


class Explanation(models.Model):
    """A conversation that an announcement explains; ``dismissed_at`` says that an agent found that it does not."""

    announcement = models.ForeignKey(Announcement, on_delete=models.CASCADE, related_name="explanations", db_index=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="explanations", db_index=False)
    at = models.DateTimeField(default=now)
    dismissed_at = models.DateTimeField(null=True)
    dismissed_by = models.ForeignKey(Agent, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["conversation", "announcement"], name="explanation_once")]
        indexes: ClassVar = [models.Index(fields=["announcement", "-id"], name="explanation_of_announcement")]

    def __str__(self) -> str:
        return f"{self.conversation_id} by {self.announcement_id}"
