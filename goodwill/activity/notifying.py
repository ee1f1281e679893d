"""Tells agents what they should know: one notice for each occasion, however often it is said."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import override

from goodwill.accounts.models import Agent
from goodwill.activity import letters
from goodwill.activity.models import Notice, Urgency
from goodwill.core import live
from goodwill.core.clock import now


def notify(
    agents: Iterable[Agent],
    *,
    key: str,
    kind: str,
    title: Any,
    text: Any = "",
    subject: models.Model | None = None,
    urgency: Urgency = Urgency.NORMAL,
    by_mail: bool = False,
) -> list[Notice]:
    """Give each agent a notice under this ``key``, in the current transaction; return the new ones.

    Who has a notice under the key already gets no second one, whoever asks and however often: this is what makes an
    alert come once. ``kind`` is a word such as ``target.breached``; ``subject`` is where the notice leads. A lazy
    ``title`` or ``text`` is written in each agent's own language. ``by_mail`` sends each new notice as a letter too.
    """
    place = {"subject_kind": subject._meta.model_name or "", "subject_id": subject.pk} if subject is not None else {}
    common = {"key": key, "kind": kind, "urgency": urgency, **place}
    wanted = [_for(agent, title, text, common) for agent in {agent.pk: agent for agent in agents}.values()]
    if not wanted:
        return []
    known = set(Notice.objects.filter(key=key, agent__in=[notice.agent_id for notice in wanted]).values_list("agent_id", flat=True))
    Notice.objects.bulk_create(wanted, ignore_conflicts=True)
    fresh = list(Notice.objects.filter(key=key, agent__in=[n.agent_id for n in wanted if n.agent_id not in known]).select_related("agent"))
    if fresh:
        live.publish(sorted(f"a{notice.agent_id}" for notice in fresh), "notice", {"kind": kind})
    if by_mail:
        for notice in fresh:
            letters.notice(notice).send()
    return fresh


def mark_seen(agent: Agent, numbers: Sequence[int] | None = None) -> int:
    """Note that the agent has seen these notices, or all of theirs; return how many were new. Other pages of theirs hear of it."""
    mine = Notice.objects.filter(agent=agent, seen_at=None)
    if numbers is not None:
        mine = mine.filter(pk__in=numbers)
    count = mine.update(seen_at=now())
    if count:
        live.publish([f"a{agent.pk}"], "notice", {"kind": "seen"})
    return count


def _for(agent: Agent, title: Any, text: Any, common: dict[str, Any]) -> Notice:
    with override(agent.language or settings.LANGUAGE_CODE):
        return Notice(agent=agent, title=str(title)[:200], text=str(text), **common)
