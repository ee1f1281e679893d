"""Tells agents what they should know: one notice for each occasion, however often it is said."""

from collections.abc import Iterable

from django.db import models

from goodwill.accounts.models import Agent
from goodwill.activity.models import Notice, Urgency
from goodwill.core import live


def notify(
    agents: Iterable[Agent],
    *,
    key: str,
    kind: str,
    title: str,
    text: str = "",
    subject: models.Model | None = None,
    urgency: Urgency = Urgency.NORMAL,
) -> list[Notice]:
    """Give each agent a notice under this ``key``, in the current transaction; return the new ones.

    Who has a notice under the key already gets no second one, whoever asks and however often: this is what makes an
    alert come once. ``kind`` is a word such as ``target.breached``; ``subject`` is where the notice leads.
    """
    place = {"subject_kind": subject._meta.model_name or "", "subject_id": subject.pk} if subject is not None else {}
    wanted = [
        Notice(agent=agent, key=key, kind=kind, title=title[:200], text=text, urgency=urgency, **place)
        for agent in {agent.pk: agent for agent in agents}.values()
    ]
    known = set(Notice.objects.filter(key=key, agent__in=[notice.agent_id for notice in wanted]).values_list("agent_id", flat=True))
    Notice.objects.bulk_create(wanted, ignore_conflicts=True)
    fresh = list(Notice.objects.filter(key=key, agent__in=[n.agent_id for n in wanted if n.agent_id not in known]).select_related("agent"))
    if fresh:
        live.publish(sorted(f"a{notice.agent_id}" for notice in fresh), "notice", {"kind": kind})
    return fresh
