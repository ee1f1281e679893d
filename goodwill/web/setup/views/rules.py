"""Rows of the policy's draft: added, changed, moved, removed."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from goodwill.remedies.conditions import KIT
from goodwill.remedies.domain import drafting_policy
from goodwill.remedies.errors import NotADraft, UnusableRule
from goodwill.remedies.models import Policy, Rule
from goodwill.web.setup.doors import owners
from goodwill.web.setup.forms.conditions import Conditions
from goodwill.web.setup.forms.policies import RuleForm
from goodwill.web.shared.requests import AgentRequest, is_htmx


@owners
def new(request: AgentRequest) -> HttpResponse:
    _draft()
    return _page(request, RuleForm(), Conditions.of(KIT, []))


@owners
def create(request: AgentRequest) -> HttpResponse:
    policy = _draft()
    return _saved(request, policy, None)


@owners
def edit(request: AgentRequest, number: int) -> HttpResponse:
    rule = _rule(number)
    return _page(request, RuleForm(initial=RuleForm.values_of(rule)), Conditions.of(KIT, rule.conditions), rule)


@owners
def update(request: AgentRequest, number: int) -> HttpResponse:
    rule = _rule(number)
    return _saved(request, rule.policy, rule)


@owners
def move(request: AgentRequest, number: int) -> HttpResponse:
    """One place up or down, or to a place."""
    rule = _rule(number)
    wish = request.POST.get("to", "")
    places = {"up": rule.position - 1, "down": rule.position + 1}
    position = places.get(wish) or (int(wish) if wish.isdecimal() and len(wish) < 6 else rule.position)
    try:
        drafting_policy.move(rule, max(1, position), by=request.agent)
    except NotADraft as error:
        messages.error(request, str(error))
    return redirect(_shown_in_draft(rule))


@owners
def destroy(request: AgentRequest, number: int) -> HttpResponse:
    rule = _rule(number)
    try:
        drafting_policy.remove(rule, by=request.agent)
        messages.success(request, _("The row “%(name)s” is removed from the draft.") % {"name": rule})
    except NotADraft as error:
        messages.error(request, str(error))
    return redirect("setup:policy_draft")


def _draft() -> Policy:
    return get_object_or_404(Policy, state=Policy.State.DRAFT)


def _rule(number: int) -> Rule:
    return get_object_or_404(Rule.objects.select_related("policy", "store", "budget"), pk=number, policy__state=Policy.State.DRAFT)


def _saved(request: AgentRequest, policy: Policy, rule: Rule | None) -> HttpResponse:
    if "drop" in request.POST or "add" in request.POST:
        return _put_together(request, rule)
    form, found = RuleForm(request.POST), Conditions.posted(KIT, request.POST)
    are_well = (form.is_valid(), found.is_valid())
    if all(are_well):
        columns = {**form.columns(), "conditions": found.given()}
        try:
            if rule is not None:
                drafting_policy.change(rule, columns, by=request.agent)
            else:
                rule = drafting_policy.add(policy, columns, by=request.agent, position=_place(request))
        except UnusableRule as error:
            form.add_error(None, str(error))
        except NotADraft as error:
            messages.error(request, str(error))
            return redirect("setup:policy")
        else:
            messages.success(request, _("The row “%(name)s” stands in the draft.") % {"name": rule})
            return redirect(_shown_in_draft(rule))
    return _page(request, form, found, rule, status=422)


def _place(request: AgentRequest) -> int | None:
    wish = request.POST.get("position", "")
    return int(wish) if wish.isdecimal() and 0 < len(wish) < 6 else None


def _put_together(request: AgentRequest, rule: Rule | None) -> HttpResponse:
    """The form with one condition more or less; nothing is saved."""
    found = Conditions.posted(KIT, request.POST, is_judged=False)
    if is_htmx(request):
        return render(request, "setup/rules/_conditions.html", {"conditions": found, "target": _target(rule)})
    return _page(request, RuleForm.unjudged(request.POST), found, rule)


def _target(rule: Rule | None) -> str:
    return reverse("setup:rule", args=[rule.pk]) if rule else reverse("setup:rules")


def _shown_in_draft(rule: Rule) -> str:
    return f"{reverse('setup:policy_draft')}#row-{rule.pk}"


def _page(request: AgentRequest, form: RuleForm, found: Conditions, rule: Rule | None = None, status: int = 200) -> HttpResponse:
    context = {"form": form, "conditions": found, "rule": rule, "target": _target(rule)}
    return render(request, "setup/rules/edit.html", context, status=status)
