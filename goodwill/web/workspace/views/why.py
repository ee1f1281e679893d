"""Why a conversation went to its agent."""

from django.http import HttpResponse
from django.shortcuts import render

from goodwill.conversations.access import conversation_for
from goodwill.web.shared.requests import AgentRequest, is_htmx
from goodwill.workforce.domain import explaining
from goodwill.workforce.models import Assignment


def show(request: AgentRequest, number: int) -> HttpResponse:
    """Sentences of the last assignment that routing made; a fragment for the menu beside the assignee."""
    conversation = conversation_for(request.agent, number)
    last = Assignment.objects.filter(conversation=conversation).order_by("-id").first()
    context = {
        "conversation": conversation,
        "sentences": explaining.sentences(last) if last else [],
        "is_other": last is not None and last.agent_id != conversation.assignee_id,
    }
    return render(request, "workspace/why/_why.html" if is_htmx(request) else "workspace/why/show.html", context)
