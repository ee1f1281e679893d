"""Macros in a conversation: found, tried without doing anything, used, taken back."""

from secrets import token_hex

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from goodwill.accounts.errors import NotAllowed
from goodwill.automation.domain import macros
from goodwill.automation.enums import StepState
from goodwill.automation.models import Macro, MacroUse
from goodwill.conversations.access import conversation_for
from goodwill.conversations.enums import Status
from goodwill.conversations.errors import Refused
from goodwill.conversations.models import Conversation
from goodwill.web.shared.requests import AgentRequest, is_htmx
from goodwill.web.workspace.answers import Undo, answering, changed, on_conversation

MOST = 200


@answering
def index(request: AgentRequest, number: int) -> HttpResponse:
    """Those that this agent may use, most used first."""
    conversation = conversation_for(request.agent, number)
    context = {"conversation": conversation, "macros": macros.usable_by(request.agent)[:MOST]}
    return render(request, f"workspace/macros/{'_index' if is_htmx(request) else 'index'}.html", context)


@answering
def show(request: AgentRequest, number: int, macro: int) -> HttpResponse:
    """The dry run: what would be sent, refunded, to whom, and against which limit."""
    conversation = conversation_for(request.agent, number)
    return _tried(request, conversation, get_object_or_404(macros.usable_by(request.agent), pk=macro))


@on_conversation
def use(request: AgentRequest, conversation: Conversation, macro: int) -> HttpResponse:
    """Do it, as this agent. ``key`` is the form's own, so that sending it twice does it once."""
    found, seen = get_object_or_404(macros.usable_by(request.agent), pk=macro), request.POST.get("seen_up_to", "")
    try:
        done = macros.apply(
            found,
            conversation,
            by=request.agent,
            key=f"{request.agent.pk}-{request.POST.get('key', '')}"[:64],
            text=request.POST.get("text"),
            seen_up_to=int(seen) if seen.isdecimal() else None,
        )
    except (Refused, NotAllowed) as error:
        return _tried(request, conversation_for(request.agent, conversation.pk), found, str(error))
    undo = Undo(f"/macro-uses/{done.pk}/undo") if macros.can_undo(done) else None
    return changed(request, conversation, _in_words(done), undo, with_card=True, with_composer=True)


@answering
def undo(request: AgentRequest, number: int) -> HttpResponse:
    found = get_object_or_404(MacroUse.objects.select_related("conversation"), pk=number)
    conversation = conversation_for(request.agent, found.conversation_id)
    try:
        macros.undo(found, by=request.agent)
    except Refused as error:
        return changed(request, conversation, str(error), status=409)
    found.refresh_from_db()
    words = [step["undone"] for step in found.steps if step.get("undone")]
    return changed(request, conversation, " ".join(words) or _("Taken back."), with_card=True, with_composer=True)


def show_use(request: AgentRequest, number: int) -> HttpResponse:
    """What a use of a macro did, part by part."""
    found = get_object_or_404(MacroUse.objects.select_related("agent"), pk=number)
    conversation = conversation_for(request.agent, found.conversation_id)
    context = {"use": found, "conversation": conversation, "can_undo": found.agent_id == request.agent.pk and macros.can_undo(found)}
    return render(request, f"workspace/macros/{'_use' if is_htmx(request) else 'use'}.html", context)


def _tried(request: AgentRequest, conversation: Conversation, macro: Macro, problem: str = "") -> HttpResponse:
    context = {
        "conversation": conversation,
        "macro": macro,
        "seen": macros.preview(macro, conversation, request.agent),
        "after": str(Status(macro.status).label),
        "key": token_hex(12),
        "typed": request.POST.get("text"),
        "problem": problem,
    }
    status = 409 if problem else 200
    response = render(request, f"workspace/macros/{'_show' if is_htmx(request) else 'show'}.html", context, status=status)
    if problem and is_htmx(request):
        response.headers["HX-Retarget"], response.headers["HX-Reswap"] = "#panel", "innerHTML"
    return response


def _in_words(done: MacroUse) -> str:
    """ "“Sorry”: tagged. Granted: … Not done: …"."""
    good = [step["sentence"] for step in done.steps if step["state"] in (StepState.DONE, StepState.UNCHANGED)]
    bad = [step["sentence"] for step in done.steps if step["state"] in (StepState.STOPPED, StepState.FAILED)]
    words = " ".join(good)
    return f"{words} {_('Not done: %(why)s') % {'why': ' '.join(bad)}}".strip() if bad else words
