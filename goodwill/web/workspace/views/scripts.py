"""A script beside the conversation: begun, gone through one step at a time with a way back, and ended."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from goodwill.coaching.access import run_for, scripts_for
from goodwill.coaching.domain import running_scripts
from goodwill.coaching.domain.rendering import rendered
from goodwill.coaching.domain.steps import Kind
from goodwill.coaching.errors import Refused
from goodwill.coaching.models import Run
from goodwill.conversations.domain import linking_orders
from goodwill.conversations.errors import Refused as ConversationRefused
from goodwill.conversations.models import Conversation, Topic
from goodwill.web.shared.requests import AgentRequest, is_htmx
from goodwill.web.workspace.answers import answering, on_conversation, refused


@on_conversation
def start(request: AgentRequest, conversation: Conversation) -> HttpResponse:
    chosen = request.POST.get("script", "")
    script = get_object_or_404(scripts_for(request.agent), pk=int(chosen) if chosen.isdecimal() and len(chosen) < 19 else 0)
    try:
        run = running_scripts.start(script, conversation, by=request.agent)
    except Refused as error:
        return refused(request, conversation, str(error))
    return _answered(request, run)


@answering
def show(request: AgentRequest, number: int) -> HttpResponse:
    return _page(request, run_for(request.agent, number))


@answering
def go_on(request: AgentRequest, number: int) -> HttpResponse:
    """One step on; with ``act`` what the step suggests is done and it stays."""
    run, at = run_for(request.agent, number), request.POST.get("at", "")
    try:
        if "act" in request.POST:
            return _answered(request, running_scripts.act(run, at, by=request.agent))
        posted = {"answer": request.POST.get("answer", ""), "items": request.POST.getlist("items")}
        return _answered(request, running_scripts.go_on(run, at, posted, by=request.agent))
    except (Refused, ConversationRefused) as error:
        return _page(request, run, problem=str(error), status=422)


@answering
def go_back(request: AgentRequest, number: int) -> HttpResponse:
    return _answered(request, running_scripts.go_back(run_for(request.agent, number)))


@answering
def abandon(request: AgentRequest, number: int) -> HttpResponse:
    return _answered(request, running_scripts.abandon(run_for(request.agent, number), by=request.agent))


def _answered(request: AgentRequest, run: Run) -> HttpResponse:
    return _page(request, run) if is_htmx(request) else HttpResponseRedirect(f"/script-runs/{run.pk}/")


def _page(request: AgentRequest, run: Run, *, problem: str = "", status: int = 200) -> HttpResponse:
    place = running_scripts.place_of(run)
    step = place.step
    context: dict[str, Any] = {
        "run": run,
        "script": run.version.script,
        "conversation": run.conversation,
        "place": place,
        "step": step,
        "answer": request.POST.get("answer", "") if problem else place.answer,
        "problem": problem,
        "summary": running_scripts.summary(run),
        "words": rendered(step.text),
        "action": _action(run) if step.kind is Kind.DO else None,
        "topic": _topic(step.value) if step.kind is Kind.END else "",
    }
    page = "workspace/scripts/_run.html" if is_htmx(request) else "workspace/scripts/show.html"
    return render(request, page, context, status=status)


def _action(run: Run) -> dict[str, str] | None:
    """What the step suggests, in words; a remedy as a link to its form where the conversation is about an order."""
    step = running_scripts.place_of(run).step
    if step.action == "tag":
        return {"label": _("Tag it “%(tag)s”") % {"tag": step.value}, "icon": "tag", "href": ""}
    if step.action == "topic" and (name := _topic(step.value)):
        return {"label": _("Note that it is about “%(topic)s”") % {"topic": name}, "icon": "list-filter", "href": ""}
    if step.action == "remedy":
        linked = linking_orders.links_of(run.conversation)
        if linked:
            href = f"/orders/{linked[0].order.pk}/remedies/{step.value}?conversation={run.conversation_id}"
            return {"label": _("Open the form"), "icon": "zap", "href": href}
    return None


def _topic(value: str) -> str:
    return Topic.objects.filter(pk=int(value)).values_list("name", flat=True).first() or "" if value.isdecimal() else ""
