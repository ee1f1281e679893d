"""The smaller pages: mentions, the local sink, preferences, the palette."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from goodwill.accounts.rules import may_manage
from goodwill.conversations.access import conversation_for, visible_to
from goodwill.conversations.models import Mention
from goodwill.inboxes.domain import sinking
from goodwill.web.shared.context import CALLS, DENSITIES, SINGLE_KEYS, THEMES
from goodwill.web.shared.requests import AgentRequest
from goodwill.web.workspace.presenting import commands, words
from goodwill.web.workspace.showing import known

PAGE = 50
A_YEAR = 60 * 60 * 24 * 365


def mentions(request: AgentRequest) -> HttpResponse:
    """Notes that name the agent, newest first; opening the conversation makes one seen."""
    found = (
        Mention.objects.filter(agent=request.agent, note__conversation__in=visible_to(request.agent))
        .select_related("note__author", "note__conversation")
        .order_by("-id")[:PAGE]
    )
    names = list(known(request).people.names.values())
    lines = [(mention, words.with_mentions(mention.note.text, names)) for mention in found]
    return render(request, "workspace/mentions/index.html", {"lines": lines})


def sink(request: AgentRequest) -> HttpResponse:
    """What would have been sent, had its inbox a way out; for managers, since it belongs to conversations of everybody."""
    if not may_manage(request.agent):
        raise PermissionDenied
    before = request.GET.get("before", "")
    found = sinking.visible_to(request.agent).defer("body")
    if before.isdecimal():
        found = found.filter(pk__lt=int(before))
    messages_kept = list(found[: PAGE + 1])
    more = messages_kept[PAGE - 1].pk if len(messages_kept) > PAGE else 0
    return render(request, "workspace/sink/index.html", {"kept": messages_kept[:PAGE], "more": more})


def sink_message(request: AgentRequest, number: int) -> HttpResponse:
    kept = get_object_or_404(sinking.visible_to(request.agent), pk=number)
    return render(request, "workspace/sink/show.html", {"kept": kept, "source": kept.content().decode("utf-8", "replace")})


def preferences(request: AgentRequest) -> HttpResponse:
    return render(request, "workspace/preferences/show.html")


def save_preferences(request: AgentRequest) -> HttpResponse:
    """Kept by this browser, for the same person may like it dark at home and light at work."""
    response = HttpResponseRedirect("/preferences")
    for name, choices in (("theme", THEMES), ("density", DENSITIES), ("single_keys", SINGLE_KEYS), ("calls", CALLS)):
        value = request.POST.get(name, "")
        if value in choices:
            response.set_cookie(name, value, max_age=A_YEAR, samesite="Lax", secure=request.is_secure())
    messages.success(request, _("Saved for this browser."))
    return response


def palette(request: AgentRequest) -> HttpResponse:
    """The commands that make sense on the page that is open."""
    number = request.GET.get("conversation", "")
    conversation = conversation_for(request.agent, int(number)) if number.isdecimal() else None
    here = known(request)
    groups = commands.commands(conversation, here.people, here.inboxes, request.agent)
    return render(request, "workspace/palette/_commands.html", {"groups": groups})
