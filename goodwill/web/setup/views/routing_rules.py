"""Rules of routing: added, changed, moved, removed."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from goodwill.conversations.conditions import KIT
from goodwill.web.setup.doors import managers
from goodwill.web.setup.forms.conditions import Conditions
from goodwill.web.setup.forms.routing import RoutingRuleForm
from goodwill.web.shared.requests import AgentRequest, is_htmx
from goodwill.workforce.domain import ruling
from goodwill.workforce.errors import Refused
from goodwill.workforce.models import RoutingRule, Skill


@managers
def new(request: AgentRequest) -> HttpResponse:
    return _page(request, RoutingRuleForm(skills=_skills()), Conditions.of(KIT, []), None)


@managers
def create(request: AgentRequest) -> HttpResponse:
    return _saved(request, None)


@managers
def edit(request: AgentRequest, number: int) -> HttpResponse:
    rule = _rule(number)
    form = RoutingRuleForm(initial=RoutingRuleForm.values_of(rule), skills=_skills(rule))
    return _page(request, form, Conditions.of(KIT, rule.conditions), rule)


@managers
def update(request: AgentRequest, number: int) -> HttpResponse:
    return _saved(request, _rule(number))


@managers
def destroy(request: AgentRequest, number: int) -> HttpResponse:
    rule = _rule(number)
    ruling.remove(rule, by=request.agent)
    messages.success(request, _("The rule “%(name)s” is removed.") % {"name": rule})
    return redirect("setup:routing")


@managers
def move(request: AgentRequest, number: int) -> HttpResponse:
    """One place up or down."""
    rule = _rule(number)
    order = list(RoutingRule.objects.values_list("pk", flat=True))
    place = order.index(rule.pk)
    order.remove(rule.pk)
    order.insert(max(0, place + {"up": -1, "down": 1}.get(request.POST.get("to", ""), 0)), rule.pk)
    ruling.put_in_order(order, by=request.agent)
    return redirect(f"{reverse('setup:routing')}#rule-{rule.pk}")


def _rule(number: int) -> RoutingRule:
    return get_object_or_404(RoutingRule.objects.select_related("team", "overflow_team"), pk=number)


def _skills(rule: RoutingRule | None = None) -> list[Skill]:
    """Those that can be chosen, and those that the rule has already."""
    used = {need["skill"] for need in rule.skills} if rule else set()
    return [skill for skill in Skill.objects.all() if skill.is_active or skill.pk in used]


def _saved(request: AgentRequest, rule: RoutingRule | None) -> HttpResponse:
    if "drop" in request.POST or "add" in request.POST:
        return _put_together(request, rule)
    form, found = RoutingRuleForm(request.POST, skills=_skills(rule)), Conditions.posted(KIT, request.POST)
    if all([form.is_valid(), found.is_valid()]):
        changed = form.put_on(_rule(rule.pk) if rule else RoutingRule())
        changed.conditions = found.given()
        try:
            ruling.save(changed, by=request.agent)
        except Refused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The rule “%(name)s” is saved.") % {"name": changed})
            return redirect("setup:routing")
    return _page(request, form, found, rule, status=422)


def _put_together(request: AgentRequest, rule: RoutingRule | None) -> HttpResponse:
    """The form with one condition more or less; nothing is saved."""
    found = Conditions.posted(KIT, request.POST, is_judged=False)
    if is_htmx(request):
        return render(request, "setup/rules/_conditions.html", {"conditions": found, "target": _target(rule)})
    form = RoutingRuleForm(request.POST, skills=_skills(rule))
    form.is_judged = False
    return _page(request, form, found, rule)


def _target(rule: RoutingRule | None) -> str:
    return reverse("setup:routing_rule", args=[rule.pk]) if rule else reverse("setup:routing_rules")


def _page(request: AgentRequest, form: RoutingRuleForm, found: Conditions, rule: RoutingRule | None, status: int = 200) -> HttpResponse:
    context = {"form": form, "conditions": found, "rule": rule, "target": _target(rule)}
    return render(request, "setup/routing/rule.html", context, status=status)
