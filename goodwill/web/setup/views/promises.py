"""What the desk promises: policies in their order, changed with a look at what the change would alter, and planned anew."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from goodwill.activity import webhooks as calls
from goodwill.conversations.conditions import KIT
from goodwill.service_levels.domain import choosing, keeping_policies
from goodwill.service_levels.domain.keeping_policies import Wish
from goodwill.service_levels.errors import UnusablePolicy
from goodwill.service_levels.models import Policy, Replanning
from goodwill.web.setup import promise_words
from goodwill.web.setup.doors import managers
from goodwill.web.setup.forms.conditions import Conditions
from goodwill.web.setup.forms.promises import PolicyForm, Promises
from goodwill.web.shared.requests import AgentRequest, is_htmx

# A preview looks at so many open promises, the newest: it answers in a few seconds however many there are.
LOOKED_AT = 2000


@managers
def index(request: AgentRequest) -> HttpResponse:
    choosing.current()
    policies = Policy.objects.select_related("calendar").prefetch_related("goals")
    context = {"lines": promise_words.lines(list(policies)), "replanning": _newest_replanning()}
    return render(request, "setup/promises/index.html", context)


@managers
def progress(request: AgentRequest) -> HttpResponse:
    """How far planning anew has come."""
    return render(request, "setup/promises/_progress.html", {"replanning": _newest_replanning()})


@managers
def webhooks(request: AgentRequest) -> HttpResponse:
    """What a receiver of webhooks needs to check that they are ours."""
    return render(request, "setup/promises/webhooks.html", {"secret": calls.secret()})


@managers
def new(request: AgentRequest) -> HttpResponse:
    return _page(request, PolicyForm(), Conditions.of(KIT, []), Promises([]), None)


@managers
def create(request: AgentRequest) -> HttpResponse:
    return _posted(request, None)


@managers
def edit(request: AgentRequest, number: int) -> HttpResponse:
    policy = _policy(number)
    goals = Promises.of(list(policy.goals.all()))
    return _page(request, PolicyForm(initial=PolicyForm.values_of(policy)), Conditions.of(KIT, policy.conditions), goals, policy)


@managers
def update(request: AgentRequest, number: int) -> HttpResponse:
    return _posted(request, _policy(number))


@managers
def move(request: AgentRequest, number: int) -> HttpResponse:
    """One place up or down."""
    policy = _policy(number)
    step = {"up": -1, "down": 1}.get(request.POST.get("to", ""), 0)
    place = list(Policy.objects.values_list("pk", flat=True)).index(policy.pk) + 1
    keeping_policies.move(policy, place + step, by=request.agent)
    return redirect(f"{reverse('setup:promises')}#policy-{policy.pk}")


@managers
def destroy(request: AgentRequest, number: int) -> HttpResponse:
    policy = _policy(number)
    keeping_policies.remove(policy, by=request.agent)
    messages.success(request, _("The policy “%(name)s” is removed.") % {"name": policy})
    return redirect("setup:promises")


def _policy(number: int) -> Policy:
    return get_object_or_404(Policy.objects.select_related("calendar").prefetch_related("goals"), pk=number)


def _newest_replanning() -> Replanning | None:
    return Replanning.objects.select_related("by").first()


def _posted(request: AgentRequest, policy: Policy | None) -> HttpResponse:
    act = request.POST.get("act", "")
    if Conditions.are_put_together(request.POST) or act not in ("", "preview"):
        return _put_together(request, policy)
    form, found, goals = PolicyForm(request.POST), Conditions.posted(KIT, request.POST), Promises.posted(request.POST)
    are_well = (form.is_valid(), found.is_valid(), goals.is_valid())
    if not all(are_well):
        return _page(request, form, found, goals, policy, status=422)
    wish = Wish(**form.cleaned_data, conditions=found.given(), goals=goals.given())
    try:
        if act == "preview":
            return _previewed(request, form, found, goals, policy, wish)
        saved = keeping_policies.save(policy, wish, by=request.agent)
    except UnusablePolicy as error:
        form.add_error(None, str(error))
        return _page(request, form, found, goals, policy, status=422)
    messages.success(request, _("“%(name)s” is saved. What is open is planned anew now.") % {"name": saved})
    return redirect(f"{reverse('setup:promises')}#policy-{saved.pk}")


def _previewed(
    request: AgentRequest, form: PolicyForm, found: Conditions, goals: Promises, policy: Policy | None, wish: Wish
) -> HttpResponse:
    """What saving would alter; nothing is saved."""
    preview = keeping_policies.try_out(policy, wish, limit=LOOKED_AT)
    shown = promise_words.consequences(preview, LOOKED_AT)
    return _page(request, form, found, goals, policy, consequences=shown)


def _put_together(request: AgentRequest, policy: Policy | None) -> HttpResponse:
    """The form with one condition, promise or step more or less; nothing is saved."""
    form = PolicyForm(request.POST)
    form.is_judged = False
    found = Conditions.posted(KIT, request.POST, is_judged=False)
    if is_htmx(request) and Conditions.are_put_together(request.POST):
        return render(request, "setup/rules/_conditions.html", {"conditions": found, "target": _target(policy)})
    goals = Promises.posted(request.POST, is_judged=False)
    return _page(request, form, found, goals, policy)


def _target(policy: Policy | None) -> str:
    return reverse("setup:promise", args=[policy.pk]) if policy else reverse("setup:promises")


def _page(
    request: AgentRequest, form: PolicyForm, found: Conditions, goals: Promises, policy: Policy | None, status: int = 200, **more: object
) -> HttpResponse:
    context = {
        "form": form,
        "conditions": found,
        "goals": goals,
        "policy": policy,
        "target": _target(policy),
        "consequences": None,
        "looked_at": LOOKED_AT,
        **more,
    }
    page = "setup/promises/_form.html" if is_htmx(request) else "setup/promises/edit.html"
    return render(request, page, context, status=status)
