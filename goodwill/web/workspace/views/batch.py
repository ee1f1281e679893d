"""One change of many conversations, and taking it back."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goodwill.conversations.domain import batching
from goodwill.web.shared.requests import AgentRequest, is_htmx
from goodwill.web.workspace import showing
from goodwill.web.workspace.answers import REFUSALS, Undo, answering
from goodwill.web.workspace.views.changes import snooze_time

MOST = 200
# The field of the bar that holds what a verb needs.
FIELDS = {"assign": "agent", "snooze": "until", "tag": "tag"}


@answering
def change(request: AgentRequest) -> HttpResponse:
    """Do ``action`` to each of ``ids``; those that refuse stay as they are."""
    numbers = [int(value) for value in request.POST.getlist("ids") if value.isdecimal()][:MOST]
    if not numbers:
        return _answer(request, _("Choose conversations first."), status=409)
    verb = request.POST.get("action", "")
    if verb == "apply":  # Without scripts: whatever was filled in.
        verb = next((name for name, field in FIELDS.items() if request.POST.get(field)), "")
    try:
        report = batching.apply(verb, numbers, _argument(request, verb), by=request.agent)
    except batching.UnknownVerb:
        return _answer(request, _("Choose what to do."), status=409)
    except REFUSALS as error:
        return _answer(request, str(error), status=409)
    undo = Undo("/conversations/batch/undo", fields=(("undo_id", str(report.undo_id)),)) if report.undo_id else None
    return _answer(request, _in_words(report), undo)


def _argument(request: AgentRequest, verb: str) -> str | None:
    if verb == "snooze":
        return snooze_time(request).isoformat()
    return request.POST.get(FIELDS[verb], "") if verb in FIELDS else None


@answering
def undo(request: AgentRequest) -> HttpResponse:
    number = request.POST.get("undo_id", "")
    try:
        report = batching.undo(int(number) if number.isdecimal() else 0, by=request.agent)
    except REFUSALS as error:
        return _answer(request, str(error), status=409)
    return _answer(request, _in_words(report))


def _in_words(report: batching.Report) -> str:
    count = len(report.done)
    text = ngettext("%(count)s conversation changed.", "%(count)s conversations changed.", count) % {"count": count}
    if report.refused:
        reason = next(iter(report.refused.values()))
        text += " " + _("%(count)s stayed as before: %(reason)s") % {"count": len(report.refused), "reason": reason}
    return text


def _answer(request: AgentRequest, text: str, undo: Undo | None = None, *, status: int = 200) -> HttpResponse:
    if not is_htmx(request):
        messages.add_message(request, messages.ERROR if status >= 400 else messages.SUCCESS, text)
        return HttpResponseRedirect(f"/conversations/?{showing.view_query(request)}")
    response = render(request, "workspace/conversations/_flash_alone.html", {"text": text, "undo": undo}, status=status)
    response.headers["HX-Trigger"] = '{"list-changed": {}, "batch-done": {}}'
    return response
