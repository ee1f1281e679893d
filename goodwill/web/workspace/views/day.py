"""My day: what waits for me in the order of what was promised, and what else the day brings."""

from datetime import timedelta

from django.db.models import F, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from goodwill.accounts import days
from goodwill.accounts.rules import may_answer
from goodwill.conversations.access import Scope
from goodwill.conversations.enums import Status
from goodwill.conversations.models import Conversation, Mention
from goodwill.core.clock import now
from goodwill.remedies.domain import approving
from goodwill.web.shared.requests import AgentRequest
from goodwill.web.workspace import showing
from goodwill.web.workspace.presenting import agentdays, promises, remedies

MOST = 50


def show(request: AgentRequest) -> HttpResponse:
    agent, at = request.agent, now()
    here = timezone.localtime(at)
    tomorrow = here.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    scope = showing.known(request).scope
    waiting = _held(scope, agent.pk, Status.OPEN).order_by(F("due_at").asc(nulls_last=True), "waiting_since", "id")
    waking = _held(scope, agent.pk, Status.SNOOZED).filter(snoozed_until__lt=tomorrow).order_by("snoozed_until", "id")
    named = Mention.objects.filter(agent=agent, seen_at=None, note__conversation__in=Conversation.objects.filter(scope.filter()))
    found = list(waiting[: MOST + 1])
    context = {
        "waiting": [(one, promises.due(one.due_at, one.warn_at, one.due_metric, at=here)) for one in found[:MOST]],
        "has_more": len(found) > MOST,
        "waking": waking[:MOST],
        "mentions": named.select_related("note__author", "note__conversation").order_by("-id")[:MOST],
        "approvals": [(one, remedies.shown(one.remedy)) for one in approving.waiting_for(agent)] if may_answer(agent) else [],
        "groups": days.entries(agent, at),
        "today": here.date(),
        "plot": agentdays.plot([agent], here.date()) if may_answer(agent) else None,
        **showing.alone_context(request),
    }
    return render(request, "workspace/day/show.html", context)


def _held(scope: Scope, agent_id: int, status: Status) -> QuerySet[Conversation]:
    return Conversation.objects.filter(scope.filter(), assignee_id=agent_id, status=status, merged_into=None)
