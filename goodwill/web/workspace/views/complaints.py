"""The complaint that a conversation may hold, and what is planned for later in it."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from goodwill.accounts.models import Agent
from goodwill.accounts.rules import may_answer
from goodwill.automation.contract import Stopped
from goodwill.automation.domain import complaining, following_up
from goodwill.automation.enums import ComplaintOutcome
from goodwill.automation.models import Complaint, FollowUp, Run
from goodwill.conversations.access import conversation_for
from goodwill.conversations.domain import linking_orders
from goodwill.conversations.errors import Refused
from goodwill.conversations.models import Conversation, Topic
from goodwill.web.shared.requests import AgentRequest, is_htmx
from goodwill.web.workspace.answers import changed, on_conversation, refused
from goodwill.web.workspace.presenting.remedies import in_order


@on_conversation
def open_one(request: AgentRequest, conversation: Conversation) -> HttpResponse:
    """It is a complaint, whatever its words: the procedure begins."""
    complaining.open_complaint(conversation, by=request.agent)
    return changed(request, conversation, _("It is a complaint: the procedure has begun."))


@on_conversation
def withdraw(request: AgentRequest, conversation: Conversation) -> HttpResponse:
    complaining.withdraw(_complaint(conversation), by=request.agent)
    return changed(request, conversation, _("It is no complaint."))


@on_conversation
def name_cause(request: AgentRequest, conversation: Conversation) -> HttpResponse:
    cause = get_object_or_404(Topic, pk=_number(request, "cause"))
    complaining.set_cause(_complaint(conversation), cause, by=request.agent)
    return changed(request, conversation, _("Cause: %(cause)s.") % {"cause": cause})


@on_conversation
def hand_over(request: AgentRequest, conversation: Conversation) -> HttpResponse:
    agent = get_object_or_404(Agent.objects.active(), pk=_number(request, "agent"))
    complaining.take_over(_complaint(conversation), agent, by=request.agent)
    return changed(request, conversation, _("%(agent)s is responsible for the complaint.") % {"agent": agent.name})


@on_conversation
def settle(request: AgentRequest, conversation: Conversation) -> HttpResponse:
    wanted = request.POST.get("outcome", "")
    if wanted not in ComplaintOutcome.values:
        raise Refused(_("Say how it ended."))
    complaining.settle(_complaint(conversation), ComplaintOutcome(wanted), by=request.agent)
    return changed(request, conversation, _("The complaint is settled."))


def offers(request: AgentRequest, number: int) -> HttpResponse:
    """What this agent may offer for it now, and up to how much."""
    conversation = conversation_for(request.agent, number)
    linked = linking_orders.links_of(conversation)
    order = linked[0].order if linked else None
    found = complaining.offers(_complaint(conversation), request.agent) if order and may_answer(request.agent) else []
    context = {
        "order": order,
        "offers": in_order(found, order) if order else [],
        "offers_at": f"/orders/{order.pk}/remedies/" if order else "",
        "here": f"?conversation={conversation.pk}",
        "conversation": conversation,
    }
    return render(request, f"workspace/complaints/{'_offers' if is_htmx(request) else 'offers'}.html", context)


@on_conversation
def cancel_follow_up(request: AgentRequest, conversation: Conversation, follow_up: int) -> HttpResponse:
    found = get_object_or_404(FollowUp, pk=follow_up, conversation=conversation)
    try:
        following_up.cancel_by_number(found.pk, by=request.agent)
    except Stopped as error:
        return refused(request, conversation, str(error))
    return changed(request, conversation, _("Cancelled: it does not happen."))


def show_run(request: AgentRequest, number: int) -> HttpResponse:
    """What a rule did in a conversation, and why it fitted."""
    run = get_object_or_404(Run.objects.select_related("rule"), pk=number)
    conversation = conversation_for(request.agent, run.conversation_id)
    page = "workspace/complaints/_run.html" if is_htmx(request) else "workspace/complaints/run.html"
    return render(request, page, {"run": run, "conversation": conversation})


def _complaint(conversation: Conversation) -> Complaint:
    return get_object_or_404(Complaint.objects.select_related("conversation"), conversation=conversation)


def _number(request: AgentRequest, name: str) -> int:
    value = request.POST.get(name, "")
    return int(value) if value.isdecimal() else 0
