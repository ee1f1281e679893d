"""Rules of automation: in their order, put together in a form, switched on and off, with what each did."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from goodwill.automation.domain import describing, drafting
from goodwill.automation.errors import UnusableRule
from goodwill.automation.models import Rule, Run
from goodwill.web.setup import automation_words
from goodwill.web.setup.doors import leads
from goodwill.web.setup.forms.automation import RuleParts
from goodwill.web.setup.forms.conditions import Conditions
from goodwill.web.shared.requests import AgentRequest, is_htmx

PAGE = 50


@leads
def index(request: AgentRequest) -> HttpResponse:
    return render(request, "setup/automation/index.html", {"rules": automation_words.listed()})


@leads
def new(request: AgentRequest) -> HttpResponse:
    return _page(request, RuleParts.new())


@leads
def create(request: AgentRequest) -> HttpResponse:
    return _saved(request, None)


@leads
def edit(request: AgentRequest, number: int) -> HttpResponse:
    rule = _rule(number)
    return _page(request, RuleParts.of(rule), rule)


@leads
def update(request: AgentRequest, number: int) -> HttpResponse:
    return _saved(request, _rule(number))


@leads
def destroy(request: AgentRequest, number: int) -> HttpResponse:
    rule = _rule(number)
    drafting.remove(rule, by=request.agent)
    messages.success(request, _("The rule “%(name)s” is removed. What it did stays in the conversations.") % {"name": rule})
    return redirect("setup:automation_rules")


@leads
def move(request: AgentRequest, number: int) -> HttpResponse:
    """One place up or down, or to a place."""
    rule, wish = _rule(number), request.POST.get("to", "")
    order = list(Rule.objects.values_list("pk", flat=True))
    place = order.index(rule.pk) + 1
    places = {"up": place - 1, "down": place + 1}
    position = places.get(wish) or (int(wish) if wish.isdecimal() and len(wish) < 6 else place)
    drafting.move(rule, max(1, position), by=request.agent)
    return redirect(f"{reverse('setup:automation_rules')}#rule-{rule.pk}")


@leads
def activate(request: AgentRequest, number: int) -> HttpResponse:
    rule = _rule(number)
    try:
        drafting.activate(rule, by=request.agent)
    except UnusableRule as error:
        messages.error(request, str(error))
        return redirect("setup:automation_rule", rule.pk)
    messages.success(request, _("“%(name)s” is on, for what happens from now on.") % {"name": rule})
    return redirect(_back(request, rule))


@leads
def deactivate(request: AgentRequest, number: int) -> HttpResponse:
    rule = _rule(number)
    drafting.deactivate(rule, by=request.agent)
    messages.success(request, _("“%(name)s” is off. What it did stays.") % {"name": rule})
    return redirect(_back(request, rule))


@leads
def runs(request: AgentRequest, number: int) -> HttpResponse:
    """What it did where, newest first."""
    rule, before = _rule(number), request.GET.get("before", "")
    found = Run.objects.filter(rule=rule).select_related("conversation").order_by("-pk")
    if before.isdecimal():
        found = found.filter(pk__lt=int(before))
    page = list(found[: PAGE + 1])
    older = page[PAGE - 1].pk if len(page) > PAGE else 0
    context = {"rule": rule, "sentence": automation_words.sentence(rule), "runs": page[:PAGE], "older": older}
    return render(request, "setup/automation/runs.html", context)


def _rule(number: int) -> Rule:
    return get_object_or_404(Rule, pk=number)


def _back(request: AgentRequest, rule: Rule) -> str:
    if request.POST.get("from") == "list":
        return f"{reverse('setup:automation_rules')}#rule-{rule.pk}"
    return reverse("setup:automation_rule", args=[rule.pk])


def _saved(request: AgentRequest, rule: Rule | None) -> HttpResponse:
    touched = next((prefix for prefix in ("all", "any", "action") if Conditions.are_put_together(request.POST, prefix)), "")
    if touched or "choose" in request.POST:
        return _put_together(request, rule, touched)
    parts = RuleParts.posted(request.POST)
    if parts.is_valid():
        try:
            if rule is None:
                rule = drafting.create(parts.columns(), by=request.agent)
                messages.success(
                    request, _("“%(name)s” is saved, and off. Look at what it would have done, then switch it on.") % {"name": rule}
                )
            else:
                rule = drafting.change(rule, parts.columns(), by=request.agent)
                messages.success(request, _("“%(name)s” is saved.") % {"name": rule})
        except UnusableRule as error:
            parts.form.add_error(None, str(error))
        else:
            return redirect("setup:automation_rule", rule.pk)
    return _page(request, parts, rule, status=422)


def _put_together(request: AgentRequest, rule: Rule | None, touched: str) -> HttpResponse:
    """The form with one part more or less, or with another trigger; nothing is saved."""
    parts = RuleParts.posted(request.POST, is_judged=False)
    if not is_htmx(request):
        return _page(request, parts, rule)
    context = {"parts": parts, "target": _target(rule)}
    page = f"_{touched}" if touched else "_trigger"
    return render(request, f"setup/automation/{page}.html", context)


def _target(rule: Rule | None) -> str:
    return reverse("setup:automation_rule", args=[rule.pk]) if rule else reverse("setup:automation_rules")


def _page(request: AgentRequest, parts: RuleParts, rule: Rule | None = None, status: int = 200) -> HttpResponse:
    context = {
        "parts": parts,
        "rule": rule,
        "told": describing.describe(rule) if rule else None,
        "sentence": automation_words.sentence(rule) if rule else "",
        "target": _target(rule),
    }
    return render(request, "setup/automation/edit.html", context, status=status)
