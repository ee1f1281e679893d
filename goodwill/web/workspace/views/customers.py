"""Customers: who they are, how we know them, and everything that was between us."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from goodwill.accounts.rules import may_answer, may_lead
from goodwill.conversations import customer_timeline
from goodwill.conversations.access import conversation_for, customer_for, customers_for
from goodwill.conversations.domain import recognising
from goodwill.customers.domain import blocking, describing
from goodwill.customers.models import Customer, CustomerNote
from goodwill.web.shared.requests import AgentRequest, is_htmx
from goodwill.web.workspace.answers import answering
from goodwill.web.workspace.presenting import sides
from goodwill.web.workspace.presenting.history import history

PAGE = 50


def index(request: AgentRequest) -> HttpResponse:
    """Customers by name, or those whose name or address has what is typed."""
    text = request.GET.get("q", "").strip()
    before = request.GET.get("before", "")
    found = customers_for(request.agent, text)
    if before.isdecimal():
        found = found.filter(pk__lt=int(before))
    customers = list(found.prefetch_related("identities")[: PAGE + 1])
    context = {"q": text, "customers": customers[:PAGE], "more": customers[PAGE - 1].pk if len(customers) > PAGE else 0}
    page = "workspace/customers/_results.html" if is_htmx(request) else "workspace/customers/index.html"
    return render(request, page, context)


def show(request: AgentRequest, number: int) -> HttpResponse:
    """The customer's page; whoever was joined into another is found there."""
    joined_into = Customer.objects.filter(pk=number).values_list("joined_into", flat=True).first()
    if joined_into is not None:
        return HttpResponseRedirect(f"/customers/{joined_into}/")
    customer = customer_for(request.agent, number)
    page = customer_timeline.page(request.agent, customer, older_than=request.GET.get("before", ""))
    context = {
        "customer": customer,
        "identities": list(customer.identities.order_by("id")),
        "notes": list(customer.notes.select_related("author")),
        "history": history(page.entries),
        "older": page.older,
        "candidates": sides.suggestions(recognising.candidates(request.agent, customer)) if may_answer(request.agent) else [],
        "joined": list(customer.joined.order_by("pk")),
        "may_answer": may_answer(request.agent),
        "may_block": may_lead(request.agent),
    }
    return render(request, "workspace/customers/show.html", context)


@answering
def rename(request: AgentRequest, number: int) -> HttpResponse:
    customer = customer_for(request.agent, number)
    describing.rename(customer, request.POST.get("name", ""), by=request.agent)
    messages.success(request, _("Name changed."))
    return HttpResponseRedirect(f"/customers/{number}/")


@answering
def add_note(request: AgentRequest, number: int) -> HttpResponse:
    customer = customer_for(request.agent, number)
    if request.POST.get("text", "").strip():
        describing.add_note(customer, request.POST["text"], by=request.agent)
        messages.success(request, _("Note added."))
    came_from = request.GET.get("conversation", "")
    if came_from.isdecimal():
        return HttpResponseRedirect(f"/conversations/{conversation_for(request.agent, int(came_from)).pk}/")
    return HttpResponseRedirect(f"/customers/{number}/")


@answering
def remove_note(request: AgentRequest, number: int, note: int) -> HttpResponse:
    customer = customer_for(request.agent, number)
    describing.remove_note(get_object_or_404(CustomerNote, pk=note, customer=customer), by=request.agent)
    messages.success(request, _("Note removed."))
    return HttpResponseRedirect(f"/customers/{number}/")


@answering
def block(request: AgentRequest, number: int) -> HttpResponse:
    """Set aside what this customer writes from now on."""
    customer = customer_for(request.agent, number)
    blocking.block(customer, by=request.agent)
    messages.success(request, _("Blocked. What they write is kept, and becomes no conversation."))
    return HttpResponseRedirect(f"/customers/{number}/")


@answering
def unblock(request: AgentRequest, number: int) -> HttpResponse:
    customer = customer_for(request.agent, number)
    blocking.unblock(customer, by=request.agent)
    messages.success(request, _("No longer blocked."))
    return HttpResponseRedirect(f"/customers/{number}/")
