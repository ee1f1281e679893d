"""Changes of a conversation: each is a resource that is made (POST) or taken away (DELETE)."""

from datetime import datetime

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from goodwill.accounts.models import Agent, Team
from goodwill.conversations.access import conversation_for
from goodwill.conversations.domain import assigning, describing, merging, reading, resolving, snoozing
from goodwill.conversations.enums import Priority, Status
from goodwill.conversations.models import Conversation
from goodwill.web.shared import times
from goodwill.web.shared.requests import AgentRequest, is_htmx
from goodwill.web.workspace import showing
from goodwill.web.workspace.answers import Undo, changed, on_conversation


def _resource(conversation: Conversation, name: str) -> str:
    return f"/conversations/{conversation.pk}/{name}"


@on_conversation
def resolve(request: AgentRequest, conversation: Conversation) -> HttpResponse:
    try:
        resolving.resolve(conversation, by=request.agent)
    except resolving.TopicWanted as wanted:
        return changed(request, conversation, str(wanted), status=409, composer={"wants_topic": True})
    return changed(request, conversation, _("Resolved."), Undo(_resource(conversation, "resolution"), "DELETE"))


@on_conversation
def reopen(request: AgentRequest, conversation: Conversation) -> HttpResponse:
    resolving.reopen(conversation, by=request.agent)
    return changed(request, conversation, _("Open again."))


@on_conversation
def set_status(request: AgentRequest, conversation: Conversation) -> HttpResponse:
    """Pending (the customer's turn) or closed (past reopening)."""
    status = Status(request.POST.get("status", Status.PENDING))
    resolving.move(conversation, status, by=request.agent)
    undo = Undo(_resource(conversation, "resolution"), "DELETE") if status != Status.CLOSED else None
    return changed(request, conversation, _("Now %(status)s.") % {"status": status.label.lower()}, undo)


@on_conversation
def assign(request: AgentRequest, conversation: Conversation) -> HttpResponse:
    """``agent`` is an id, ``me``, or empty for nobody."""
    before, wanted = conversation.assignee_id, request.POST.get("agent", "")
    if not wanted:
        assigning.unassign(conversation, by=request.agent)
        text = _("Nobody is assigned.")
    else:
        agent = request.agent if wanted == "me" else get_object_or_404(Agent.objects.active(), pk=wanted)
        assigning.assign(conversation, agent, by=request.agent)
        text = _("Assigned to %(name)s.") % {"name": agent.name}
    return changed(request, conversation, text, Undo(_resource(conversation, "assignment"), fields=(("agent", str(before or "")),)))


@on_conversation
def hand_to_team(request: AgentRequest, conversation: Conversation) -> HttpResponse:
    before, wanted = conversation.team_id, request.POST.get("team", "")
    team = get_object_or_404(Team, pk=wanted) if wanted else None
    assigning.hand_to_team(conversation, team, by=request.agent)
    text = _("Given to %(team)s.") % {"team": team.name} if team else _("In no team now.")
    return changed(request, conversation, text, Undo(_resource(conversation, "team"), fields=(("team", str(before or "")),)))


@on_conversation
def prioritise(request: AgentRequest, conversation: Conversation) -> HttpResponse:
    before = conversation.priority
    priority = Priority(int(request.POST.get("priority", Priority.NORMAL)))
    describing.prioritise(conversation, priority, by=request.agent)
    text = _("Priority: %(priority)s.") % {"priority": priority.label}
    return changed(request, conversation, text, Undo(_resource(conversation, "priority"), fields=(("priority", str(before)),)))


@on_conversation
def rename(request: AgentRequest, conversation: Conversation) -> HttpResponse:
    before = conversation.subject
    describing.rename(conversation, request.POST.get("subject", ""), by=request.agent)
    return changed(request, conversation, _("Subject changed."), Undo(_resource(conversation, "subject"), fields=(("subject", before),)))


@on_conversation
def snooze(request: AgentRequest, conversation: Conversation) -> HttpResponse:
    until = snooze_time(request)
    snoozing.snooze(conversation, until, by=request.agent)
    text = _("Snoozed until %(time)s.") % {"time": times.full(until)}
    return changed(request, conversation, text, Undo(_resource(conversation, "snooze"), "DELETE"))


@on_conversation
def wake(request: AgentRequest, conversation: Conversation) -> HttpResponse:
    snoozing.wake(conversation, by=request.agent)
    return changed(request, conversation, _("Back in the list."))


def snooze_time(request: AgentRequest) -> datetime:
    """``until`` is a code of ``showing.snoozes`` or, in the agent's time zone, a date and time; raise NotInFuture."""
    presets = {code: when for code, _words, when in showing.snoozes()}
    wanted = request.POST.get("until") or request.POST.get("until_at", "")
    if wanted in presets:
        return presets[wanted]
    try:
        given = parse_datetime(wanted)
    except ValueError:
        given = None
    if given is None:
        raise snoozing.NotInFuture(_("Choose a time in the future."))
    return timezone.make_aware(given) if timezone.is_naive(given) else given


@on_conversation
def tag(request: AgentRequest, conversation: Conversation) -> HttpResponse:
    describing.tag(conversation, request.POST.get("name", ""), by=request.agent)
    return changed(request, conversation)


@on_conversation
def untag(request: AgentRequest, conversation: Conversation) -> HttpResponse:
    name = request.POST.get("name") or request.GET.get("name", "")
    describing.untag(conversation, name, by=request.agent)
    text = _("Tag %(tag)s removed.") % {"tag": name}
    return changed(request, conversation, text, Undo(_resource(conversation, "tags"), fields=(("name", name),)))


@on_conversation
def merge(request: AgentRequest, conversation: Conversation) -> HttpResponse:
    """Show the conversation with the number ``source`` within this one."""
    number = request.POST.get("source", "").strip().lstrip("#")
    if not number.isdecimal():
        raise merging.CannotMerge(_("Give the number of the other conversation."))
    source = conversation_for(request.agent, int(number))
    merging.merge(source, conversation, by=request.agent)
    text = _("#%(number)s is merged into this conversation.") % {"number": source.pk}
    return changed(request, conversation, text, Undo(_resource(conversation, f"merge/{source.pk}"), "DELETE"), with_card=True)


@on_conversation
def unmerge(request: AgentRequest, conversation: Conversation, source: int) -> HttpResponse:
    merging.unmerge(conversation_for(request.agent, source), by=request.agent)
    return changed(request, conversation, _("#%(number)s is on its own again.") % {"number": source}, with_card=True)


@on_conversation
def mark_unread(request: AgentRequest, conversation: Conversation) -> HttpResponse:
    """Put it back among the unread, and leave it: what is open is read."""
    reading.mark_unread(conversation, request.agent)
    query = showing.view_query(request)
    if is_htmx(request):
        return HttpResponse(status=204, headers={"HX-Redirect": f"/conversations/?{query}"})
    return HttpResponseRedirect(f"/conversations/?{query}")
