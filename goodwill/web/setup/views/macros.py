"""Macros: several actions and a reply in one, for agents to use."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from goodwill.automation.domain import describing, macros
from goodwill.automation.errors import UnusableRule
from goodwill.automation.models import Macro
from goodwill.conversations.domain import saving_replies
from goodwill.web.setup import automation_words
from goodwill.web.setup.doors import leads
from goodwill.web.setup.forms.automation import FOR_MACROS, MacroForm
from goodwill.web.setup.forms.conditions import Conditions
from goodwill.web.shared.requests import AgentRequest, is_htmx


@leads
def index(request: AgentRequest) -> HttpResponse:
    found = [(macro, automation_words.joined(describing.actions_of(macro))) for macro in Macro.objects.select_related("team")]
    return render(request, "setup/macros/index.html", {"macros": found})


@leads
def new(request: AgentRequest) -> HttpResponse:
    return _page(request, MacroForm(), _actions([]))


@leads
def create(request: AgentRequest) -> HttpResponse:
    return _saved(request, None)


@leads
def edit(request: AgentRequest, number: int) -> HttpResponse:
    macro = get_object_or_404(Macro, pk=number)
    return _page(request, MacroForm(initial=MacroForm.values_of(macro)), _actions(macro.actions), macro)


@leads
def update(request: AgentRequest, number: int) -> HttpResponse:
    return _saved(request, get_object_or_404(Macro, pk=number))


@leads
def destroy(request: AgentRequest, number: int) -> HttpResponse:
    macro = get_object_or_404(Macro, pk=number)
    macros.remove(macro, by=request.agent)
    messages.success(request, _("The macro “%(name)s” is removed.") % {"name": macro})
    return redirect("setup:macros")


def _actions(kept: list[dict[str, object]]) -> Conditions:
    return Conditions.of(FOR_MACROS, kept, prefix="action", can_negate=False)


def _saved(request: AgentRequest, macro: Macro | None) -> HttpResponse:
    is_judged = not Conditions.are_put_together(request.POST, "action")
    form = MacroForm(request.POST)
    actions = Conditions.posted(FOR_MACROS, request.POST, is_judged=is_judged, prefix="action", can_negate=False)
    form.is_judged = is_judged
    if not is_judged:
        if is_htmx(request):
            return render(request, "setup/automation/_macro_actions.html", {"actions": actions, "target": _target(macro)})
        return _page(request, form, actions, macro)
    are_well = (form.is_valid(), actions.is_valid())
    if are_well == (True, False):
        form.add_error(None, _("Fill in what is marked below."))
    if all(are_well):
        columns = {**form.columns(), "actions": actions.given()}
        try:
            macro = macros.create(columns, by=request.agent) if macro is None else macros.change(macro, columns, by=request.agent)
        except UnusableRule as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The macro “%(name)s” is saved.") % {"name": macro})
            return redirect("setup:macros")
    return _page(request, form, actions, macro, status=422)


def _target(macro: Macro | None) -> str:
    return reverse("setup:macro", args=[macro.pk]) if macro else reverse("setup:macros")


def _page(request: AgentRequest, form: MacroForm, actions: Conditions, macro: Macro | None = None, status: int = 200) -> HttpResponse:
    context = {"form": form, "actions": actions, "macro": macro, "target": _target(macro), "variables": saving_replies.variables()}
    return render(request, "setup/macros/edit.html", context, status=status)
