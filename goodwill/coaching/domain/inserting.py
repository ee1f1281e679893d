"""Gives the words that an announcement or an article has for a reply, filled in for one conversation."""

from django.db.models import F

from goodwill.accounts.models import Agent
from goodwill.coaching.domain.rendering import plain
from goodwill.coaching.models import Announcement, Article
from goodwill.conversations.domain import saving_replies
from goodwill.conversations.domain.saving_replies import Filled
from goodwill.conversations.models import Conversation


def of_announcement(announcement: Announcement, conversation: Conversation, agent: Agent) -> Filled:
    return saving_replies.fill(announcement.suggested_reply, saving_replies.values_for(conversation, agent))


def of_article(article: Article, conversation: Conversation, agent: Agent) -> Filled:
    """The text without its signs; that it was of use is counted."""
    Article.objects.filter(pk=article.pk).update(uses=F("uses") + 1)
    return saving_replies.fill(plain(article.body), saving_replies.values_for(conversation, agent))
