"""Questions over a limit: those that wait for the agent, one with all that it takes to answer it, and the answer."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from goodwill.accounts.rules import may_manage
from goodwill.conversations.access import NotVisible, scope_of, shown_in
from goodwill.conversations.models import Conversation
from goodwill.remedies.contract import Incomplete
from goodwill.remedies.domain import approving
from goodwill.remedies.errors import AlreadyAnswered, Denied, NeedsSecondFactor, NotForYou
from goodwill.remedies.models import Approval, Remedy
from goodwill.web.shared.requests import AgentRequest, is_htmx
from goodwill.web.workspace import showing, stepping_up
from goodwill.web.workspace.presenting import remedies

EARLIER, SAID = 8, 3


def index(request: AgentRequest) -> HttpResponse:
    """What waits for this agent's answer, the one that expires first on top; and what they asked for themselves."""
    waiting = approving.waiting_for(request.agent)
    asked = Approval.objects.filter(is_open=True, remedy__agent=request.agent).select_related(
        "remedy__order", "remedy__agent", "remedy__buyer"
    )
    context = {
        "waiting": [(one, remedies.shown(one.remedy)) for one in waiting],
        "asked": [(one, remedies.shown(one.remedy)) for one in asked.order_by("expires_at")[:20]],
        "is_fragment": is_htmx(request),
        **showing.alone_context(request),
    }
    return render(request, "workspace/approvals/_index.html" if is_htmx(request) else "workspace/approvals/index.html", context)


def show(request: AgentRequest, token: str) -> HttpResponse:
    return _page(request, _question(request, token))


def answer(request: AgentRequest, token: str) -> HttpResponse:
    """Yes (``answer=yes``) or no, with words for whoever asked."""
    approval = _question(request, token)
    words, is_yes = request.POST.get("words", "").strip()[:2000], request.POST.get("answer") == "yes"
    try:
        if is_yes:
            approving.approve(approval, by=request.agent, words=words, is_stepped_up=stepping_up.is_fresh(request))
        else:
            approving.decline(approval, by=request.agent, words=words)
    except NeedsSecondFactor as error:
        if not stepping_up.is_possible(request):
            sentence = _("%(why)s You have none yet: add one under “Sign-in and security”.") % {"why": error}
            return _page(request, _question(request, token), problem=sentence, words=words, status=409)
        return HttpResponseRedirect(stepping_up.ask(request, f"/approvals/{token}/"))
    except (AlreadyAnswered, NotForYou, Denied, Incomplete) as error:
        return _page(request, _question(request, token), problem=str(error), words=words, status=409)
    messages.success(request, _("Approved: it goes to the store now.") if is_yes else _("Declined."))
    return HttpResponseRedirect(f"/approvals/{token}/")


def _question(request: AgentRequest, token: str) -> Approval:
    """The question, for whoever asked it, may answer it or answered it, and for managers."""
    beside = (
        "remedy__agent",
        "remedy__order__buyer",
        "remedy__order__store",
        "remedy__buyer",
        "remedy__store",
        "remedy__customer",
        "answered_by",
    )
    approval = Approval.objects.select_related(*beside, "remedy__conversation__merged_into").filter(token=token).first()
    if approval is None:
        raise NotVisible("There is no such question.")
    agent = request.agent
    is_theirs = agent.pk in (approval.remedy.agent_id, approval.answered_by_id)
    if not (is_theirs or may_manage(agent) or not approving.why_not(approval, agent)):
        raise NotVisible("There is no such question.")
    return approval


def _page(request: AgentRequest, approval: Approval, *, status: int = 200, **shown: Any) -> HttpResponse:
    remedy = approval.remedy
    conversation = _conversation(request, remedy)
    why_not = approving.why_not(approval, request.agent)
    kept = stepping_up.kept_words(request)
    context = {
        "approval": approval,
        "remedy": remedies.shown(remedy),
        "row": remedy,
        "conversation": conversation,
        "said": list(conversation.messages.order_by("-position")[:SAID])[::-1] if conversation else [],
        "earlier": [remedies.shown(one) for one in _earlier(remedy)],
        "why_not": why_not,
        "yes": _yes(approval, request) if approval.is_open and not why_not else None,
        "problem": "",
        "words": kept,
        "ledger": remedies.ledger(remedy),
        **showing.alone_context(request),
        **shown,
    }
    return render(
        request, "workspace/approvals/_show.html" if is_htmx(request) else "workspace/approvals/show.html", context, status=status
    )


def _yes(approval: Approval, request: AgentRequest) -> Any:
    """What a yes would do now; None where it can't be worked out any more."""
    try:
        return approving.preview(approval, request.agent)
    except Incomplete:
        return None


def _conversation(request: AgentRequest, remedy: Remedy) -> Conversation | None:
    """The conversation that it was asked from, where the agent may see it."""
    if remedy.conversation is None:
        return None
    conversation = shown_in(remedy.conversation)
    return conversation if scope_of(request.agent).allows(conversation) else None


def _earlier(remedy: Remedy) -> list[Remedy]:
    """What the customer was given before, newest first."""
    if remedy.customer_id is None and remedy.buyer_id is None:
        return []
    whose = {"customer_id": remedy.customer_id} if remedy.customer_id else {"buyer_id": remedy.buyer_id}
    return list(Remedy.objects.filter(**whose).exclude(pk=remedy.pk).select_related("agent", "order").order_by("-id")[:EARLIER])
