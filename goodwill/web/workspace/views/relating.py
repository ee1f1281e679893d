"""Conversations that belong together: a suggestion is accepted or turned down, a link made or taken away."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from goodwill.conversations.access import conversation_for
from goodwill.conversations.domain import relating
from goodwill.conversations.models import Conversation
from goodwill.web.shared.requests import AgentRequest
from goodwill.web.workspace.answers import Undo, changed, on_conversation


@on_conversation
def relate(request: AgentRequest, conversation: Conversation, other: int) -> HttpResponse:
    """Link this conversation to another; ``reason=same_order`` makes it a suggestion again, as Undo does."""
    reason = relating.SAME_ORDER if request.POST.get("reason") == relating.SAME_ORDER else relating.RELATED
    found = conversation_for(request.agent, other)
    before = relating.between(conversation, found).values_list("reason", flat=True).first()
    relating.relate(conversation, found, by=request.agent, reason=reason)
    if reason == relating.SAME_ORDER:
        return changed(request, conversation, _("#%(number)s is suggested again.") % {"number": other}, with_card=True)
    undo = Undo(_link(conversation, other), fields=(("reason", before),)) if before else Undo(_link(conversation, other), "DELETE")
    return changed(request, conversation, _("Linked to #%(number)s.") % {"number": other}, undo, with_card=True)


@on_conversation
def unrelate(request: AgentRequest, conversation: Conversation, other: int) -> HttpResponse:
    """Turn a suggestion down, or take a link away that an agent made."""
    found = conversation_for(request.agent, other)
    link = relating.between(conversation, found).filter(reason__in=relating.RECORDED).first()
    if link is None:
        return changed(request, conversation, with_card=True)
    relating.dismiss(link, by=request.agent)
    undo = Undo(_link(conversation, other), fields=(("reason", link.reason),))
    return changed(request, conversation, _("#%(number)s is another matter.") % {"number": other}, undo, with_card=True)


def _link(conversation: Conversation, other: int) -> str:
    return f"/conversations/{conversation.pk}/links/{other}"
