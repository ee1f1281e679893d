"""The policy of remedies: the table that holds, the draft beside it, its replay over the past, and switching it on."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from goodwill.accounts.models import Agent
from goodwill.accounts.rules import may_set_policy
from goodwill.commerce.domain.finding import orders_by_number
from goodwill.commerce.models import Order, Store
from goodwill.core.money import Money, digits
from goodwill.remedies import kinds
from goodwill.remedies.contract import Grantee, Request
from goodwill.remedies.domain import activating, drafting_policy, replaying, tabling, trying
from goodwill.remedies.errors import NotADraft, UnusableRule
from goodwill.remedies.models import Policy
from goodwill.web.setup.doors import managers, owners
from goodwill.web.setup.forms.policies import ActivationForm, TrialForm
from goodwill.web.setup.policy_words import columns, table_of
from goodwill.web.setup.replays import shown
from goodwill.web.shared.requests import AgentRequest


@managers
def show(request: AgentRequest) -> HttpResponse:
    """The table that holds now."""
    policy = tabling.active()
    return render(request, "setup/policies/show.html", {**_frame(request), "policy": policy, "table": table_of(policy), "heads": columns()})


@managers
def draft(request: AgentRequest) -> HttpResponse:
    """The draft, with what differs from the table that holds."""
    return _draft_page(request, ActivationForm())


@owners
def begin(request: AgentRequest) -> HttpResponse:
    drafting_policy.draft(by=request.agent)
    return redirect("setup:policy_draft")


@owners
def discard(request: AgentRequest) -> HttpResponse:
    try:
        drafting_policy.discard(_draft(), by=request.agent)
        messages.success(request, _("The draft is thrown away. What holds stays as it is."))
    except NotADraft as error:
        messages.error(request, str(error))
    return redirect("setup:policy")


@owners
def activate(request: AgentRequest) -> HttpResponse:
    """Let the draft hold from now on."""
    form = ActivationForm(request.POST)
    if not form.is_valid():
        return _draft_page(request, form, status=422)
    try:
        activating.activate(_draft(), by=request.agent, note=form.cleaned_data["note"])
    except UnusableRule as error:
        form.add_error(None, str(error))
        return _draft_page(request, form, status=422)
    except NotADraft as error:
        messages.error(request, str(error))
        return redirect("setup:policy")
    messages.success(request, _("The new policy holds from now on."))
    return redirect("setup:policy")


@managers
def replay(request: AgentRequest) -> HttpResponse:
    """What the draft would have done with all that was asked for in the past 90 days."""
    policy = _draft()
    result = shown(replaying.replay(policy))
    context = {**_frame(request), "policy": policy, "result": result, "kinds": kinds.all_kinds()}
    return render(request, "setup/policies/replay.html", context)


@managers
def history(request: AgentRequest) -> HttpResponse:
    return render(request, "setup/policies/history.html", {**_frame(request), "policies": activating.history()})


@managers
def version(request: AgentRequest, number: int) -> HttpResponse:
    """A table that held, with what it changed."""
    policy = get_object_or_404(Policy.objects.exclude(state=Policy.State.DRAFT).select_related("created_by"), pk=number)
    # One draft at a time: versions follow each other as they were begun.
    before = Policy.objects.filter(pk__lt=policy.pk).exclude(state=Policy.State.DRAFT).order_by("-pk").first()
    context = {**_frame(request), "policy": policy, "table": table_of(policy, before), "heads": columns()}
    return render(request, "setup/policies/version.html", context)


@managers
def trial(request: AgentRequest) -> HttpResponse:
    """Who asks, for what, how much: the verdict, and every row that was passed over with the reason."""
    named = sorted({reason for found in tabling.active().rules.values_list("reasons", flat=True) for reason in found})
    form = TrialForm(request.GET or None, named=named)
    context = {**_frame(request), "form": form, "trial": None, "orders": [], "order": None}
    if form.is_bound and form.is_valid():
        context.update(_tried(form))
    return render(request, "setup/policies/trial.html", context, status=422 if form.is_bound and form.errors else 200)


def _tried(form: TrialForm) -> dict[str, object]:
    values = form.cleaned_data
    order = _order(values["order"]) if values["order"] else None
    store = order.store if order else Store.objects.order_by("-is_active", "pk").first()
    if (values["order"] and order is None) or store is None:
        form.add_error("order", _("There is no such order."))
        return {}
    currency = order.currency if order else store.currency
    value = Money(int((values["amount"] * 10 ** digits(currency)).to_integral_value()), currency)
    wanted = Request(values["kind"], store, order, order.buyer if order else None, reason=values["reason"])
    policy = _draft_or_none() if values["policy"] == "draft" else None
    return {"trial": trying.try_out(policy or tabling.active(), wanted, _grantee(values["who"]), value), "order": order}


def _order(number: str) -> Order | None:
    """The newest of the orders that people call by this number."""
    found = list(orders_by_number(number))
    return max(found, key=lambda order: order.placed_at, default=None)


def _grantee(who: str) -> Grantee:
    if who == "bot":
        return Grantee.bot()
    return Grantee.customer() if who == "customer" else Grantee.of(Agent.objects.get(pk=int(who)))


def _draft_or_none() -> Policy | None:
    return Policy.objects.filter(state=Policy.State.DRAFT).select_related("created_by").first()


def _draft() -> Policy:
    return get_object_or_404(Policy, state=Policy.State.DRAFT)


def _frame(request: AgentRequest) -> dict[str, object]:
    return {"may_edit": may_set_policy(request.agent), "draft": _draft_or_none()}


def _draft_page(request: AgentRequest, form: ActivationForm, status: int = 200) -> HttpResponse:
    policy = _draft_or_none()
    if policy is None:
        return redirect("setup:policy")
    table = table_of(policy, tabling.active())
    context = {**_frame(request), "policy": policy, "table": table, "heads": columns(), "form": form}
    return render(request, "setup/policies/draft.html", context, status=status)
