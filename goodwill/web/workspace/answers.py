"""How a change is answered: for htmx the parts of the page that it changed, otherwise a redirect to the page."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from goodwill.accounts.rules import may_answer
from goodwill.conversations.access import conversation_for
from goodwill.conversations.domain.assigning import CannotAnswer
from goodwill.conversations.domain.describing import UnusableName
from goodwill.conversations.domain.detaching import OnlyMessage
from goodwill.conversations.domain.merging import CannotMerge
from goodwill.conversations.domain.resolving import AlreadySo, PastReopening
from goodwill.conversations.domain.snoozing import NotInFuture
from goodwill.conversations.errors import Refused
from goodwill.conversations.models import Conversation
from goodwill.web.shared.requests import AgentRequest, is_htmx
from goodwill.web.workspace import showing

# What the domain refuses, with a sentence for the agent.
REFUSALS = (AlreadySo, CannotAnswer, CannotMerge, NotInFuture, OnlyMessage, PastReopening, Refused, UnusableName)


@dataclass(frozen=True, slots=True)
class Undo:
    """The form behind an Undo: where it posts, and what."""

    href: str
    method: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    label: str = ""
    seconds: int = 0
    target: str = "#main"
    swap: str = "none"


def answering(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Only for those who may write to customers and change conversations."""

    @wraps(view)
    def checked(request: AgentRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_answer(request.agent):
            raise PermissionDenied(_("You may read here, but not change anything."))
        return view(request, *args, **kwargs)

    return checked


def on_conversation(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give a view the conversation that its address names, where the agent may see and change it; answer refusals."""

    @wraps(view)
    @answering
    def found(request: AgentRequest, number: int, **kwargs: Any) -> HttpResponse:
        conversation = conversation_for(request.agent, number)
        try:
            return view(request, conversation, **kwargs)
        except REFUSALS as error:
            return refused(request, conversation, str(error))

    return found


def address(request: AgentRequest, conversation: Conversation) -> str:
    """The conversation's page within the view that the agent is in."""
    return f"/conversations/{conversation.pk}/?{showing.view_query(request)}"


def changed(
    request: AgentRequest, conversation: Conversation, text: str = "", undo: Undo | None = None, *, status: int = 200, **context: Any
) -> HttpResponse:
    """Show the conversation as it is now. ``context`` may ask for more: ``with_composer``, ``refusal``."""
    if not is_htmx(request):
        if text:
            messages.add_message(request, messages.ERROR if status >= 400 else messages.SUCCESS, text)
        wanted = "&wants_topic=1" if context.get("composer", {}).get("wants_topic") else ""
        return HttpResponseRedirect(address(request, conversation) + wanted)
    # The row was locked and saved by the domain; what hangs on it is read anew.
    fresh = conversation_for(request.agent, conversation.pk)
    composer = context.pop("composer", {})
    shown = showing.conversation_context(request, fresh, **composer)
    response = render(request, "workspace/conversations/_changed.html", {**shown, "text": text, "undo": undo, **context}, status=status)
    response.headers["HX-Trigger"] = "list-changed"
    return response


def refused(request: AgentRequest, conversation: Conversation, sentence: str) -> HttpResponse:
    return changed(request, conversation, sentence, status=409)
