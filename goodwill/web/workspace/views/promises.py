"""The promises of one conversation: those that run, explained, and those that are over."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from goodwill.conversations.access import conversation_for
from goodwill.service_levels.models import Target
from goodwill.web.shared.requests import AgentRequest, is_htmx
from goodwill.web.workspace.presenting import deadlines

MOST = 40


def show(request: AgentRequest, number: int) -> HttpResponse:
    """As a page, or for htmx as the panel beside the conversation; ``?target=`` explains one that is over."""
    conversation = conversation_for(request.agent, number)
    if conversation.merged_into_id:
        return HttpResponseRedirect(f"/conversations/{conversation.merged_into_id}/promises?{request.GET.urlencode()}")
    newest = Target.objects.filter(conversation=conversation).select_related("policy", "calendar", "order").order_by("-id")
    targets = list(newest[:MOST])
    asked = request.GET.get("target", "")
    chosen = [target for target in targets if str(target.pk) == asked] or sorted(
        (target for target in targets if target.is_open), key=lambda target: (target.due_at is None, target.due_at or target.started_at)
    )
    explained = {target.pk for target in chosen}
    context = {
        "conversation": conversation,
        "deadlines": [deadlines.deadline(target) for target in chosen],
        "past": [deadlines.past(target) for target in targets if not target.is_open and target.pk not in explained],
        "is_one": bool(asked) and bool(chosen),
        "plot_width": deadlines.WIDTH,
    }
    return render(request, "workspace/promises/_show.html" if is_htmx(request) else "workspace/promises/show.html", context)
