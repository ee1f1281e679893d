"""What agents know, written down by them: articles, every wording of them, and the words that they are found by."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from goodwill.accounts.models import Agent, Team
from goodwill.coaching.models.announcements import Announcement
from goodwill.coaching.models.scripts import Script
from goodwill.conversations.models import Topic
from goodwill.core.clock import now


class Article(models.Model):
    """Something worth knowing for agents; with a team it is for that team alone. ``review_on`` is when to look at it again."""

    title = models.CharField(_("title"), max_length=160)
    body = models.TextField(_("text"))
    team = models.ForeignKey(Team, on_delete=models.CASCADE, null=True, blank=True, related_name="articles", verbose_name=_("team"))
    topic = models.ForeignKey(Topic, on_delete=models.SET_NULL, null=True, blank=True, related_name="articles", verbose_name=_("topic"))
    script = models.ForeignKey(Script, on_delete=models.SET_NULL, null=True, blank=True, related_name="articles", verbose_name=_("script"))
    announcement = models.ForeignKey(
        Announcement, on_delete=models.SET_NULL, null=True, blank=True, related_name="articles", verbose_name=_("announcement")
    )
    revision = models.PositiveIntegerField(default=1)
    is_archived = models.BooleanField(default=False)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(Agent, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    review_on = models.DateField(_("to be looked at again on"), null=True, blank=True)
    uses = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey(Agent, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    created_at = models.DateTimeField(default=now)
    changed_at = models.DateTimeField(default=now)

    class Meta:
        ordering: ClassVar = ["-changed_at", "-id"]

    def __str__(self) -> str:
        return self.title


class ArticleRevision(models.Model):
    """One wording of an article."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="revisions", db_index=False)
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=160)
    body = models.TextField()
    by = models.ForeignKey(Agent, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    at = models.DateTimeField(default=now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["article", "number"], name="article_revision_once")]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"


class ArticleWord(models.Model):
    """A folded word that an article holds; ``weight`` grows with how often, and where."""

    word = models.CharField(max_length=64)
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="words")
    weight = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["word", "article"], name="article_word_once")]

    def __str__(self) -> str:
        return self.word
