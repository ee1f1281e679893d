"""Budgets: how much of each is spent, made and changed."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from goodwill.accounts.rules import may_set_policy
from goodwill.commerce.models import Store
from goodwill.core.clock import now
from goodwill.remedies.domain import budgeting
from goodwill.remedies.models import Budget
from goodwill.web.setup.doors import managers, owners
from goodwill.web.setup.forms.budgets import BudgetForm
from goodwill.web.shared.requests import AgentRequest


@managers
def index(request: AgentRequest) -> HttpResponse:
    context = {"standings": budgeting.standings(now()), "may_edit": may_set_policy(request.agent)}
    return render(request, "setup/budgets/index.html", context)


@owners
def new(request: AgentRequest) -> HttpResponse:
    store = Store.objects.order_by("-is_active", "pk").first()
    return _page(request, BudgetForm(initial={"starts_on": timezone.localdate(), "currency": store.currency if store else ""}))


@owners
def create(request: AgentRequest) -> HttpResponse:
    return _saved(request, Budget())


@owners
def edit(request: AgentRequest, number: int) -> HttpResponse:
    budget = get_object_or_404(Budget, pk=number)
    return _page(request, BudgetForm(initial=BudgetForm.values_of(budget)), budget)


@owners
def update(request: AgentRequest, number: int) -> HttpResponse:
    return _saved(request, get_object_or_404(Budget, pk=number))


def _saved(request: AgentRequest, budget: Budget) -> HttpResponse:
    form = BudgetForm(request.POST)
    if form.is_valid():
        try:
            budgeting.save(budget, form.columns(), by=request.agent)
        except budgeting.NameTaken as error:
            form.add_error("name", str(error))
        else:
            messages.success(request, _("The budget “%(name)s” is saved.") % {"name": budget})
            return redirect("setup:budgets")
    return _page(request, form, budget if budget.pk else None, status=422)


def _page(request: AgentRequest, form: BudgetForm, budget: Budget | None = None, status: int = 200) -> HttpResponse:
    return render(request, "setup/budgets/edit.html", {"form": form, "budget": budget}, status=status)
