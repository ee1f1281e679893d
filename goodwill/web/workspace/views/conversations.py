"""The list of conversations, and one conversation with the list beside it."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from goodwill.conversations.access import conversation_for
from goodwill.web.shared.requests import AgentRequest, is_htmx
from goodwill.web.workspace import showing


def home(request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect("/conversations/?view=open")


def index(request: AgentRequest) -> HttpResponse:
    """The list; for htmx only its rows."""
    current = request.GET.get("current", "")
    following = {} if is_htmx(request) else showing.alone_context(request)
    context = showing.list_context(request, current=int(current) if current.isdecimal() else 0)
    page = "workspace/conversations/_rows.html" if is_htmx(request) else "workspace/conversations/index.html"
    return render(request, page, context | following)


def show(request: AgentRequest, number: int) -> HttpResponse:
    """A conversation; for htmx only its pane. A merged one leads to where it is shown."""
    conversation = conversation_for(request.agent, number)
    if conversation.merged_into_id:
        return HttpResponseRedirect(f"/conversations/{conversation.merged_into_id}/?{request.GET.urlencode()}")
    if is_htmx(request):
        return render(request, "workspace/conversations/_pane.html", showing.conversation_context(request, conversation))
    opened = showing.conversation_context(request, conversation)
    listed = showing.list_context(request, current=conversation.pk)
    return render(request, "workspace/conversations/show.html", {**listed, **opened})


def refresh(request: AgentRequest, number: int) -> HttpResponse:
    """What may have changed in an open conversation since it was drawn; asked after each live hint."""
    conversation = conversation_for(request.agent, number)
    return render(request, "workspace/conversations/_changed.html", showing.conversation_context(request, conversation))


def earlier(request: AgentRequest, number: int) -> HttpResponse:
    """Letters before a position (``?earlier=``), to stand above the others."""
    conversation = conversation_for(request.agent, number)
    return render(request, "workspace/conversations/_earlier.html", showing.conversation_context(request, conversation))
