"""What is being written, and who is here: small answers to a page that is open."""

from django.http import HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, render

from goodwill.conversations.access import conversation_for
from goodwill.conversations.domain import drafting, noting, saving_replies, viewing
from goodwill.conversations.models import Tag
from goodwill.web.shared.requests import AgentRequest
from goodwill.web.workspace import showing
from goodwill.web.workspace.answers import answering


@answering
def save(request: AgentRequest, number: int) -> HttpResponse:
    """Keep what was typed so far; ``is_note`` says in which of the two fields."""
    typed = QueryDict(request.body) if request.method == "PUT" else request.POST
    conversation = conversation_for(request.agent, number)
    drafting.save(conversation, request.agent, typed.get("text", "")[:100_000], is_note=typed.get("is_note") == "1")
    return HttpResponse(status=204)


@answering
def be_present(request: AgentRequest, number: int) -> HttpResponse:
    """Say that the agent looks at the conversation or writes in it; answer who else does. ``gone=1`` says goodbye."""
    conversation = conversation_for(request.agent, number)
    if request.POST.get("gone"):
        viewing.leave(conversation, request.agent)
        return HttpResponse(status=204)
    viewing.arrive(conversation, request.agent, is_typing=request.POST.get("typing") == "1")
    return presence(request, number)


def presence(request: AgentRequest, number: int) -> HttpResponse:
    conversation = conversation_for(request.agent, number)
    return HttpResponse(
        showing.presence_in_words(viewing.present([conversation.pk], besides=request.agent)), content_type="text/plain; charset=utf-8"
    )


@answering
def saved_replies(request: AgentRequest, number: int) -> HttpResponse:
    """The picker's lines, each with its words as they would stand here."""
    conversation = conversation_for(request.agent, number)
    values = saving_replies.values_for(conversation, request.agent)
    lines = [(reply, saving_replies.fill(reply.text, values)) for reply in saving_replies.usable_by(request.agent)[:200]]
    return render(request, "workspace/conversations/_saved_replies.html", {"lines": lines, "conversation": conversation})


@answering
def use_saved_reply(request: AgentRequest, number: int, saved_reply: int) -> HttpResponse:
    """Count the use and answer with the words, filled in for this conversation."""
    conversation = conversation_for(request.agent, number)
    reply = get_object_or_404(saving_replies.usable_by(request.agent), pk=saved_reply)
    filled = saving_replies.use(reply, conversation, request.agent)
    return JsonResponse({"text": filled.text, "missing": list(filled.missing)})


def mentionable(request: AgentRequest, number: int) -> HttpResponse:
    """Names that can follow an @ in a note here."""
    agents = noting.mentionable(conversation_for(request.agent, number))
    return JsonResponse({"names": [agent.name for agent in agents if agent.pk != request.agent.pk]})


def tags(request: AgentRequest) -> HttpResponse:
    """All tags, for a field that completes them."""
    return render(request, "workspace/conversations/_tag_names.html", {"names": Tag.objects.values_list("name", flat=True)[:1000]})
