"""Raw messages that did not become part of a conversation: in quarantine, or set aside; and their source."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from goodwill.inboxes.domain import reviewing
from goodwill.inboxes.models import RawMessage, RawState
from goodwill.web.setup.doors import managers
from goodwill.web.setup.pages import page_of
from goodwill.web.shared.requests import AgentRequest

SHOWN = 64 * 1024
SHOWN_STATES = (RawState.QUARANTINED, RawState.DROPPED)


@managers
def quarantine(request: AgentRequest) -> HttpResponse:
    return _list(request, RawState.QUARANTINED, "setup/raw_messages/quarantine.html")


@managers
def set_aside(request: AgentRequest) -> HttpResponse:
    return _list(request, RawState.DROPPED, "setup/raw_messages/set_aside.html")


@managers
def show(request: AgentRequest, number: int) -> HttpResponse:
    raw = _raw(number)
    content = raw.content()
    context = {"raw": raw, "source": content[:SHOWN].decode("utf-8", "replace"), "is_cut": len(content) > SHOWN}
    return render(request, "setup/raw_messages/show.html", context)


@managers
def source(request: AgentRequest, number: int) -> HttpResponse:
    """All bytes as a file, of a type that no browser opens by itself."""
    raw = _raw(number)
    response = HttpResponse(raw.content(), content_type="application/octet-stream")
    response.headers["Content-Disposition"] = f'attachment; filename="message-{raw.pk}.eml"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@managers
def retry(request: AgentRequest, number: int) -> HttpResponse:
    if reviewing.retry(_raw(number), by=request.agent):
        messages.success(request, _("The message is being read again."))
    return redirect("setup:quarantine")


@managers
def discard(request: AgentRequest, number: int) -> HttpResponse:
    if reviewing.discard(_raw(number), by=request.agent):
        messages.success(request, _("The message is put away among those that were set aside."))
    return redirect("setup:quarantine")


def _raw(number: int) -> RawMessage:
    """Only what no conversation shows: the others are seen where their conversation is, by those who may see it."""
    return get_object_or_404(RawMessage.objects.select_related("inbox", "file"), pk=number, state__in=SHOWN_STATES)


def _list(request: AgentRequest, state: RawState, template: str) -> HttpResponse:
    rows = RawMessage.objects.filter(state=state).select_related("inbox").defer("body").order_by("-id")
    return render(request, template, {"page": page_of(rows, request)})
