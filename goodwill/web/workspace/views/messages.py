"""What is said: replies and notes, and what can be done with one message."""

from email.utils import getaddresses
from typing import Any

from django.contrib import messages as notices
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from goodwill.conversations.access import conversation_for, message_for
from goodwill.conversations.domain import detaching, noting, replying
from goodwill.conversations.enums import Status
from goodwill.conversations.errors import Refused
from goodwill.conversations.models import Conversation, Message
from goodwill.inboxes import registry
from goodwill.inboxes.contract import Address
from goodwill.inboxes.contract import Attachment as File
from goodwill.web.shared.requests import AgentRequest, is_htmx
from goodwill.web.workspace import showing
from goodwill.web.workspace.answers import REFUSALS, Undo, address, answering, changed, on_conversation, refused

AFTERWARDS = {Status.OPEN, Status.PENDING, Status.RESOLVED}


@on_conversation
def reply(request: AgentRequest, conversation: Conversation) -> HttpResponse:
    """Send an answer. A refused one comes back with every word, and with what the agent had not seen."""
    try:
        said = _said(request, conversation)
        message = replying.reply(conversation, said, by=request.agent)
    except Refused as error:
        return _kept(request, conversation, error)
    seconds = int(replying.UNDO_FOR.total_seconds())
    undo = Undo(f"/messages/{message.pk}/undo", seconds=seconds)
    text = _("Sending to %(to)s.") % {"to": _receivers(message)}
    # Resolving waited for a topic: the words go all the same.
    shown = {"wants_topic": said.status == Status.RESOLVED and conversation.status != Status.RESOLVED}
    return changed(request, conversation, text, undo, with_composer=True, composer=shown)


def _said(request: AgentRequest, conversation: Conversation) -> replying.Reply:
    """The reply as it was filled in; addresses are looked at only when the agent changed them."""
    # The button of a refusal sends a newer one beside the field's.
    seen = max((int(value) for value in request.POST.getlist("seen_up_to") if value.isdecimal()), default=0)
    status = request.POST.get("status", Status.PENDING)
    to, cc = request.POST.get("to"), request.POST.get("cc", "")
    is_derived = to is None or to.strip() == request.POST.get("derived_to", "").strip()
    return replying.Reply(
        text=request.POST.get("text", ""),
        seen_up_to=seen,
        to=None if is_derived else people(to or "", conversation),
        cc=people(cc, conversation),
        files=uploaded(request),
        kept_files=[int(value) for value in request.POST.getlist("kept_files") if value.isdecimal()],
        status=Status(status) if status in AFTERWARDS else Status.PENDING,
    )


def people(line: str, conversation: Conversation) -> list[Address]:
    """The addresses of a line as the channel writes them; raise Refused for what is no address."""
    channel = registry.channel_of(conversation.inbox)
    found = [(name, given) for name, given in getaddresses([line.replace(";", ",")]) if given or name]
    for name, given in found:
        if "@" not in given.strip("@"):
            raise Refused(_("“%(address)s” is not an address.") % {"address": given or name})
    return [Address(channel.normalise(given), name) for name, given in found]


def uploaded(request: AgentRequest) -> list[File]:
    return [
        File(file.name or "file", file.content_type or "application/octet-stream", file.read()) for file in request.FILES.getlist("files")
    ]


def _receivers(message: Message) -> str:
    return ", ".join(entry["name"] or entry["address"] for entry in message.recipients)


def _kept(request: AgentRequest, conversation: Conversation, error: Refused) -> HttpResponse:
    """The page with the text as it was typed. What the agent now sees counts as seen."""
    typed: dict[str, Any] = {
        "reply": request.POST.get("text", ""),
        "to": request.POST.get("to"),
        "cc": request.POST.get("cc", ""),
        "refusal": str(error),
        "is_newer": isinstance(error, replying.NewerMessage),
    }
    conversation = conversation_for(request.agent, conversation.pk)
    if is_htmx(request):
        return changed(request, conversation, status=409, with_refusal=True, composer=typed)
    opened = showing.conversation_context(request, conversation, **typed)
    listed = showing.list_context(request, current=conversation.pk)
    return render(request, "workspace/conversations/show.html", {**listed, **opened}, status=409)


@on_conversation
def add_note(request: AgentRequest, conversation: Conversation) -> HttpResponse:
    note = noting.add_note(conversation, request.POST.get("text", ""), by=request.agent)
    told = ", ".join(mention.agent.name for mention in note.mentions.select_related("agent"))
    text = _("Note added; %(names)s will see it.") % {"names": told} if told else _("Note added.")
    return changed(request, conversation, text, with_composer=True)


@answering
def undo(request: AgentRequest, number: int) -> HttpResponse:
    """Take a reply back: its words and files are in the composer again."""
    message = message_for(request.agent, number)
    try:
        text = replying.undo(message, by=request.agent)
    except REFUSALS as error:
        return refused(request, message.conversation, str(error))
    return changed(request, message.conversation, _("Not sent. Your words are back."), with_composer=True, composer={"reply": text})


@answering
def retry(request: AgentRequest, number: int) -> HttpResponse:
    message = message_for(request.agent, number)
    try:
        replying.retry(message, by=request.agent)
    except REFUSALS as error:
        return refused(request, message.conversation, str(error))
    return changed(request, message.conversation, _("Trying again."))


@answering
def detach(request: AgentRequest, number: int) -> HttpResponse:
    """Give a message its own conversation, and go there."""
    message = message_for(request.agent, number)
    former = message.conversation
    try:
        own = detaching.detach(message, by=request.agent)
    except REFUSALS as error:
        return refused(request, former, str(error))
    notices.success(request, _("The message has its own conversation now, #%(number)s.") % {"number": own.pk})
    if is_htmx(request):
        return HttpResponse(status=204, headers={"HX-Redirect": address(request, own)})
    return HttpResponseRedirect(address(request, own))
