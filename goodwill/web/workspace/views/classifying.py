"""What a conversation is about, and in which language its customer writes."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from goodwill.conversations.domain import classifying, resolving
from goodwill.conversations.enums import Status
from goodwill.conversations.models import Conversation, Topic
from goodwill.web.shared.requests import AgentRequest
from goodwill.web.workspace.answers import Undo, changed, on_conversation


@on_conversation
def classify(request: AgentRequest, conversation: Conversation) -> HttpResponse:
    """``topic`` is a number, or empty for none; with ``resolve`` the matter is done too."""
    before, wanted = conversation.topic_id, request.POST.get("topic", "")
    topic = get_object_or_404(Topic, pk=wanted) if wanted.isdecimal() else None
    classifying.classify(conversation, topic, by=request.agent)
    text = _("Topic: %(topic)s.") % {"topic": topic} if topic else _("No topic.")
    if topic and request.POST.get("resolve") and conversation.status not in (Status.RESOLVED, Status.CLOSED):
        resolving.resolve(conversation, by=request.agent)
        undo = Undo(f"/conversations/{conversation.pk}/resolution", "DELETE")
        return changed(request, conversation, f"{text} {_('Resolved.')}", undo)
    return changed(
        request, conversation, text, Undo(f"/conversations/{conversation.pk}/topic", fields=(("topic", str(before or "")),)), with_card=True
    )


@on_conversation
def note_language(request: AgentRequest, conversation: Conversation) -> HttpResponse:
    before, code = conversation.language, request.POST.get("language", "").strip().lower()[:10]
    classifying.note_language(conversation, code, by=request.agent)
    return changed(
        request, conversation, _("Language noted."), Undo(f"/conversations/{conversation.pk}/language", fields=(("language", before),))
    )
