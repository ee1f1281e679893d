"""Orders: one order in full, the orders of a conversation, and the accounts that are the customer's."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from goodwill.accounts.rules import may_answer
from goodwill.commerce.domain import finding, identifying_buyers
from goodwill.commerce.models import Order, StoreCustomer
from goodwill.conversations.access import conversation_for, visible_to
from goodwill.conversations.domain import linking_orders
from goodwill.conversations.models import Conversation
from goodwill.remedies.contract import Grantee
from goodwill.remedies.domain import offering
from goodwill.web.shared.middleware import policy_with_images
from goodwill.web.shared.requests import AgentRequest, is_htmx
from goodwill.web.workspace.answers import Undo, changed, on_conversation, refused
from goodwill.web.workspace.presenting import orders
from goodwill.web.workspace.presenting.remedies import in_order

TALKS = 10


def show(request: AgentRequest, number: int) -> HttpResponse:
    """The order; for htmx as the panel beside the conversation that it was opened from."""
    order = get_object_or_404(Order.objects.select_related("store", "buyer"), pk=number)
    page = orders.page(order)
    talks = visible_to(request.agent).filter(order_links__order=order, order_links__is_dismissed=False).order_by("-last_message_at")
    context = {
        "page": page,
        "order": order,
        "conversation": conversation_of(request),
        "talks": talks.filter(merged_into=None).distinct()[:TALKS],
        "offers": in_order(offering.offers(order.store, order, order.buyer, Grantee.of(request.agent)), order)
        if may_answer(request.agent)
        else [],
        "may_answer": may_answer(request.agent),
    }
    response = render(request, "workspace/orders/_order.html" if is_htmx(request) else "workspace/orders/show.html", context)
    if page.image_hosts and not is_htmx(request):
        response.headers["Content-Security-Policy"] = policy_with_images(page.image_hosts)
    return response


def conversation_of(request: AgentRequest) -> Conversation | None:
    """The conversation that a page was opened from, named in its address."""
    number = request.GET.get("conversation", "")
    return conversation_for(request.agent, int(number)) if number.isdecimal() else None


@on_conversation
def link(request: AgentRequest, conversation: Conversation) -> HttpResponse:
    """Say that the conversation is about the order with this number, or with this parcel."""
    text = request.POST.get("number", "").strip()
    found = finding.orders_by_number(text) or finding.by_tracking(text)
    if not found:
        return refused(request, conversation, _("There is no order “%(number)s”.") % {"number": text})
    for order in found:
        linking_orders.link(conversation, order, by=request.agent)
    numbers = ", ".join(order.number for order in found)
    return changed(request, conversation, _("Linked: %(numbers)s.") % {"numbers": numbers}, with_card=True)


@on_conversation
def relink(request: AgentRequest, conversation: Conversation, order: int) -> HttpResponse:
    found = get_object_or_404(Order, pk=order)
    linking_orders.link(conversation, found, by=request.agent)
    return changed(request, conversation, _("Linked: %(numbers)s.") % {"numbers": found.number}, with_card=True)


@on_conversation
def dismiss(request: AgentRequest, conversation: Conversation, order: int) -> HttpResponse:
    found = get_object_or_404(Order, pk=order)
    linking_orders.dismiss(conversation, found, by=request.agent)
    undo = Undo(f"/conversations/{conversation.pk}/orders/{order}")
    return changed(request, conversation, _("Not about %(number)s any more.") % {"number": found.number}, undo, with_card=True)


@on_conversation
def confirm_account(request: AgentRequest, conversation: Conversation, account: int) -> HttpResponse:
    """The agent made sure that an account in a store is this customer's. Only for an account under an address of theirs."""
    addresses = conversation.customer.identities.values("address")
    found = get_object_or_404(StoreCustomer, pk=account, customer=None, email__in=addresses)
    identifying_buyers.confirm(found, conversation.customer, by=request.agent)
    return changed(request, conversation, _("Confirmed: the account is theirs."), with_card=True)
