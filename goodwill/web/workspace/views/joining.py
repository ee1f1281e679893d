"""Customers who are one person: who may be, what comes together, joining, and parting again."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from goodwill.conversations.access import customer_for, customers_for, visible_to
from goodwill.conversations.domain import recognising
from goodwill.customers.domain import joining
from goodwill.customers.models import Customer
from goodwill.web.shared.requests import AgentRequest, is_htmx
from goodwill.web.workspace.answers import answering
from goodwill.web.workspace.presenting import sides

FOUND = 20


@answering
def index(request: AgentRequest, number: int) -> HttpResponse:
    """Who may be the same person, and a search among all the others."""
    customer = customer_for(request.agent, number)
    text = request.GET.get("q", "").strip()
    found = customers_for(request.agent, text).exclude(pk=number).prefetch_related("identities")[:FOUND] if text else []
    context = {"customer": customer, "q": text, "found": found}
    if is_htmx(request):
        return render(request, "workspace/customers/_others.html", context)
    candidates = sides.suggestions(recognising.candidates(request.agent, customer))
    return render(request, "workspace/customers/joining.html", {**context, "candidates": candidates})


@answering
def show(request: AgentRequest, number: int, other: int) -> HttpResponse:
    """What comes together when ``other`` is joined into this customer."""
    return _preview(request, customer_for(request.agent, number), customer_for(request.agent, other))


@answering
def create(request: AgentRequest, number: int, other: int) -> HttpResponse:
    """Join ``other`` into this customer; without proof only when the agent says to have made sure."""
    customer, joined = customer_for(request.agent, number), customer_for(request.agent, other)
    try:
        joining.join(joined, customer, by=request.agent, is_confirmed=request.POST.get("confirmed") == "1")
    except joining.CannotJoin as error:
        return _preview(request, customer, joined, problem=str(error))
    messages.success(request, _("Joined. “Part again” takes it back."))
    return HttpResponseRedirect(f"/customers/{number}/")


@answering
def destroy(request: AgentRequest, number: int, other: int) -> HttpResponse:
    """Part ``other`` from this customer again."""
    customer = customer_for(request.agent, number)
    joined = customer.joined.filter(pk=other).first()
    try:
        if joined is not None:
            joining.part(joined, by=request.agent)
            messages.success(request, _("Parted. Each has again what was theirs."))
    except joining.CannotJoin as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(f"/customers/{number}/")


@answering
def set_apart(request: AgentRequest, number: int, other: int) -> HttpResponse:
    """The two are different people."""
    customer, somebody = customer_for(request.agent, number), customer_for(request.agent, other)
    joining.set_apart(customer, somebody, by=request.agent)
    messages.success(request, _("%(name)s is not suggested any more.") % {"name": sides.name_of(somebody)})
    return HttpResponseRedirect(f"/customers/{number}/")


def _preview(request: AgentRequest, customer: Customer, other: Customer, problem: str = "") -> HttpResponse:
    visible = visible_to(request.agent)
    context = {
        "customer": customer,
        "sides": [sides.side(one, visible.filter(customer=one)) for one in (customer, other)],
        "is_proven": joining.is_proven(customer, other),
        "problem": problem,
    }
    return render(request, "workspace/customers/join.html", context, status=409 if problem else 200)
