"""What holds in each country of a store, and when: listed with what holds today, changed, removed."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from goodwill.commerce.domain import stating_policies
from goodwill.commerce.domain.country_policies import Overlapping
from goodwill.commerce.models import CountryPolicy, Store
from goodwill.web.setup.doors import managers
from goodwill.web.setup.forms.country_policies import CountryPolicyForm, ShippingRows, shipping_of, shipping_values
from goodwill.web.setup.views.stores import frame
from goodwill.web.shared.requests import AgentRequest


@managers
def index(request: AgentRequest, number: int) -> HttpResponse:
    """By country, newest first; what holds today is marked, what held and will hold stands below it."""
    store = get_object_or_404(Store, pk=number)
    policies = CountryPolicy.objects.filter(store=store).order_by("country", "-valid_from")
    return render(request, "setup/country_policies/index.html", {**frame(store), "policies": policies, "today": timezone.localdate()})


@managers
def new(request: AgentRequest, number: int) -> HttpResponse:
    store = get_object_or_404(Store, pk=number)
    initial = {"valid_from": date.today().replace(day=1), "return_days": 30, "withdrawal_days": 14, "warranty_months": 24}
    return _page(request, store, CountryPolicyForm(initial=initial), ShippingRows(prefix="shipping"))


@managers
def create(request: AgentRequest, number: int) -> HttpResponse:
    store = get_object_or_404(Store, pk=number)
    return _saved(request, CountryPolicy(store=store))


@managers
def edit(request: AgentRequest, number: int) -> HttpResponse:
    policy = get_object_or_404(CountryPolicy.objects.select_related("store"), pk=number)
    rows = ShippingRows(prefix="shipping", initial=shipping_values(policy))
    return _page(request, policy.store, CountryPolicyForm(initial=CountryPolicyForm.values_of(policy)), rows, policy)


@managers
def update(request: AgentRequest, number: int) -> HttpResponse:
    return _saved(request, get_object_or_404(CountryPolicy.objects.select_related("store"), pk=number))


@managers
def destroy(request: AgentRequest, number: int) -> HttpResponse:
    policy = get_object_or_404(CountryPolicy.objects.select_related("store"), pk=number)
    stating_policies.remove(policy, by=request.agent)
    messages.success(request, _("The policy is removed."))
    return redirect("setup:country_policies", policy.store_id)


def _saved(request: AgentRequest, policy: CountryPolicy) -> HttpResponse:
    form, rows = CountryPolicyForm(request.POST), ShippingRows(request.POST, prefix="shipping")
    if form.is_valid() and rows.is_valid():
        values: dict[str, Any] = {**form.cleaned_data, "shipping": shipping_of(rows, policy.store)}
        for name, value in values.items():
            setattr(policy, name, value)
        try:
            stating_policies.save(policy, by=request.agent)
        except Overlapping as error:
            form.add_error("valid_from", str(error))
        else:
            messages.success(request, _("The policy is saved."))
            return redirect("setup:country_policies", policy.store_id)
    return _page(request, policy.store, form, rows, policy if policy.pk else None, status=422)


def _page(
    request: AgentRequest, store: Store, form: CountryPolicyForm, rows: Any, policy: CountryPolicy | None = None, status: int = 200
) -> HttpResponse:
    context = {"store": store, "form": form, "rows": rows, "policy": policy}
    return render(request, "setup/country_policies/edit.html", context, status=status)
