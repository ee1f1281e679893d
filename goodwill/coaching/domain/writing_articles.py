"""Writes articles, every wording of which stays, and keeps who found them still right."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from goodwill.accounts.models import Agent
from goodwill.activity.recording import record
from goodwill.coaching.domain import finding_articles
from goodwill.coaching.models import Article, ArticleRevision
from goodwill.core.clock import now

BESIDE = ("team", "topic", "script", "announcement", "review_on")


def write(title: str, body: str, beside: Mapping[str, Any], *, by: Agent) -> Article:
    """``beside`` may name a team that it is for, a topic, a script, an announcement, and the day to look at it again."""
    with transaction.atomic():
        chosen = {name: beside[name] for name in BESIDE if name in beside}
        article = Article.objects.create(
            title=title.strip(), body=body.strip(), created_by=by, confirmed_by=by, confirmed_at=now(), **chosen
        )
        _keep(article, by)
        record("article.written", article, by=by, data={"title": article.title})
    return article


def change(article: Article, title: str, body: str, beside: Mapping[str, Any], *, by: Agent) -> Article:
    """Other words make a new revision, and who wrote them found them right."""
    with transaction.atomic():
        fresh = Article.objects.select_for_update().get(pk=article.pk)
        is_other = (fresh.title, fresh.body) != (title.strip(), body.strip())
        for name in BESIDE:
            if name in beside:
                setattr(fresh, name, beside[name])
        if is_other:
            fresh.title, fresh.body = title.strip(), body.strip()
            fresh.revision, fresh.changed_at = fresh.revision + 1, now()
            fresh.confirmed_by, fresh.confirmed_at = by, now()
        fresh.save()
        if is_other:
            _keep(fresh, by)
        record("article.changed", fresh, by=by, data={"title": fresh.title, "revision": fresh.revision})
    return fresh


def confirm(article: Article, review_on: date | None, *, by: Agent) -> None:
    """It is still right; look at it again on that day."""
    with transaction.atomic():
        Article.objects.filter(pk=article.pk).update(confirmed_by=by, confirmed_at=now(), review_on=review_on)
        record("article.confirmed", article, by=by, data={"title": article.title})


def set_archived(article: Article, is_archived: bool, *, by: Agent) -> None:
    """Take it out of lists, search and suggestions, or back; its address goes on."""
    with transaction.atomic():
        Article.objects.filter(pk=article.pk).update(is_archived=is_archived)
        record("article.archived" if is_archived else "article.restored", article, by=by, data={"title": article.title})


def _keep(article: Article, by: Agent) -> None:
    ArticleRevision.objects.create(article=article, number=article.revision, title=article.title, body=article.body, by=by)
    finding_articles.index(article)
