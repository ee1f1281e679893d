"""Saved replies: listed, written with a preview, removed."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from goodwill.accounts.models import Agent
from goodwill.conversations.domain import editing_replies, saving_replies
from goodwill.conversations.models import SavedReply
from goodwill.web.setup.doors import leads
from goodwill.web.setup.forms.replies import SavedReplyForm
from goodwill.web.shared.requests import AgentRequest


@leads
def index(request: AgentRequest) -> HttpResponse:
    return render(request, "setup/saved_replies/index.html", {"replies": SavedReply.objects.select_related("team")})


@leads
def new(request: AgentRequest) -> HttpResponse:
    return _page(request, SavedReplyForm())


@leads
def create(request: AgentRequest) -> HttpResponse:
    form = SavedReplyForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    reply = editing_replies.add(**form.cleaned_data, by=request.agent)
    messages.success(request, _("“%(title)s” is saved.") % {"title": reply})
    return redirect("setup:saved_replies")


@leads
def edit(request: AgentRequest, number: int) -> HttpResponse:
    reply = get_object_or_404(SavedReply, pk=number)
    return _page(request, SavedReplyForm(initial={"title": reply.title, "text": reply.text, "team": reply.team}), reply)


@leads
def update(request: AgentRequest, number: int) -> HttpResponse:
    reply = get_object_or_404(SavedReply, pk=number)
    form = SavedReplyForm(request.POST)
    if not form.is_valid():
        return _page(request, form, reply, status=422)
    editing_replies.change(reply, **form.cleaned_data, by=request.agent)
    messages.success(request, _("“%(title)s” is saved.") % {"title": reply})
    return redirect("setup:saved_replies")


@leads
def destroy(request: AgentRequest, number: int) -> HttpResponse:
    reply = get_object_or_404(SavedReply, pk=number)
    editing_replies.remove(reply, by=request.agent)
    messages.success(request, _("“%(title)s” is removed.") % {"title": reply})
    return redirect("setup:saved_replies")


@leads
def preview(request: AgentRequest) -> HttpResponse:
    """The text as a customer would read it, with the example's names; for htmx, while it is written."""
    return render(request, "setup/saved_replies/_preview.html", {"preview": _filled(request.POST.get("text", ""), request.agent)})


def _page(request: AgentRequest, form: SavedReplyForm, reply: SavedReply | None = None, status: int = 200) -> HttpResponse:
    text = form.data.get("text", "") if form.is_bound else form.initial.get("text", "")
    context = {"form": form, "reply": reply, "variables": _explained(request.agent), "preview": _filled(text, request.agent)}
    return render(request, "setup/saved_replies/edit.html", context, status=status)


def examples(agent: Agent) -> dict[str, str]:
    """Every variable with the words that the preview puts there."""
    own = {"agent.name": agent.name, "agent.first_name": agent.name.split()[0] if agent.name else ""}
    return {name: own.get(name) or str(example) for name, (_words, example) in saving_replies.variables().items()}


def _explained(agent: Agent) -> list[tuple[str, str, str]]:
    """Every variable with what it stands for and an example."""
    found = examples(agent)
    return [(name, str(words), found[name]) for name, (words, _example) in saving_replies.variables().items()]


def _filled(text: str, agent: Agent) -> saving_replies.Filled:
    return saving_replies.fill(text, examples(agent))
