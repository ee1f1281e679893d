"""One's own presence: what it is, changing it, and being heard of while a page is open."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from goodwill.accounts.rules import may_answer
from goodwill.web.shared.requests import AgentRequest, is_htmx
from goodwill.web.workspace.answers import answering
from goodwill.web.workspace.presenting import presence as presenting
from goodwill.workforce.domain import presence
from goodwill.workforce.enums import State
from goodwill.workforce.errors import Refused
from goodwill.workforce.models import AwayReason


@answering
def show(request: AgentRequest) -> HttpResponse:
    """The page for those without scripts; for htmx what the menu in the rail holds, asked for as each page opens."""
    presence.seen(request.agent)
    page = "workspace/presence/_choices.html" if is_htmx(request) else "workspace/presence/show.html"
    return render(request, page, presenting.choices(request.agent))


@answering
def change(request: AgentRequest) -> HttpResponse:
    """``state``; for away also ``reason`` (a number) or ``words``; ``channel`` where it is for one alone."""
    refusal = ""
    try:
        presence.set_state(request.agent, _state(request), by=request.agent, reason=_reason(request), on=_channels(request))
    except Refused as error:
        refusal = str(error)
    if is_htmx(request):
        context = {**presenting.choices(request.agent), "refusal": refusal}
        return render(request, "workspace/presence/_changed.html", context, status=409 if refusal else 200)
    if refusal:
        messages.error(request, refusal)
    return HttpResponseRedirect(_back(request))


def hear(request: AgentRequest) -> HttpResponse:
    """A page is open: said again and again by each."""
    if may_answer(request.agent):
        presence.seen(request.agent)
    return HttpResponse(status=204)


def _state(request: AgentRequest) -> State:
    try:
        return State(request.POST.get("state", ""))
    except ValueError:
        return State.AWAY


def _reason(request: AgentRequest) -> AwayReason | str | None:
    number = request.POST.get("reason", "")
    if number.isdecimal() and len(number) < 18:
        return AwayReason.objects.filter(pk=int(number), is_active=True).first()
    return request.POST.get("words", "")


def _channels(request: AgentRequest) -> list[str] | None:
    kind = request.POST.get("channel", "")
    return [kind] if kind in presence.current(request.agent) else None


def _back(request: AgentRequest) -> str:
    before = request.headers.get("Referer", "")
    return before if url_has_allowed_host_and_scheme(before, {request.get_host()}) else "/presence"
