"""Scripts: listed, drawn as a tree, changed step by step, published."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from goodwill.coaching.conditions import KIT
from goodwill.coaching.domain import steps, writing_scripts
from goodwill.coaching.domain.steps import KIND_LABELS, Kind, Step, Tree
from goodwill.coaching.errors import Refused
from goodwill.coaching.models import Script, ScriptVersion
from goodwill.web.setup.doors import leads
from goodwill.web.setup.forms.conditions import Conditions
from goodwill.web.setup.forms.scripts import ScriptForm, StepForm, kinds
from goodwill.web.shared.requests import AgentRequest, is_htmx


@leads
def index(request: AgentRequest) -> HttpResponse:
    return render(request, "setup/scripts/index.html", {"scripts": Script.objects.select_related("team", "topic", "published")})


@leads
def new(request: AgentRequest) -> HttpResponse:
    return render(request, "setup/scripts/new.html", {"form": ScriptForm(), "script": None})


@leads
def create(request: AgentRequest) -> HttpResponse:
    form = ScriptForm(request.POST)
    if not form.is_valid():
        return render(request, "setup/scripts/new.html", {"form": form, "script": None}, status=422)
    script = writing_scripts.write(form.cleaned_data, by=request.agent)
    return redirect("setup:script", script.pk)


@leads
def show(request: AgentRequest, number: int) -> HttpResponse:
    return _page(request, _script(number))


@leads
def settings(request: AgentRequest, number: int) -> HttpResponse:
    script = _script(number)
    names = ("name", "purpose", "setting", "team", "topic")
    form = ScriptForm(initial={name: getattr(script, name) for name in names})
    return render(request, "setup/scripts/new.html", {"form": form, "script": script})


@leads
def update(request: AgentRequest, number: int) -> HttpResponse:
    script, form = _script(number), ScriptForm(request.POST)
    if not form.is_valid():
        return render(request, "setup/scripts/new.html", {"form": form, "script": script}, status=422)
    writing_scripts.change(script, form.cleaned_data, by=request.agent)
    messages.success(request, _("“%(name)s” is saved.") % {"name": script})
    return redirect("setup:script", number)


@leads
def publish(request: AgentRequest, number: int) -> HttpResponse:
    script = _script(number)
    try:
        version = writing_scripts.publish(script, by=request.agent)
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Version %(number)s is what agents begin with now.") % {"number": version.number})
    return redirect("setup:script", number)


@leads
def offer(request: AgentRequest, number: int) -> HttpResponse:
    writing_scripts.set_active(_script(number), True, by=request.agent)
    return redirect("setup:script", number)


@leads
def withdraw(request: AgentRequest, number: int) -> HttpResponse:
    writing_scripts.set_active(_script(number), False, by=request.agent)
    messages.success(request, _("It is no longer offered; what was begun with it goes on."))
    return redirect("setup:script", number)


@leads
def new_step(request: AgentRequest, number: int) -> HttpResponse:
    script, tree = _with_tree(number)
    kind = _kind(request.GET.get("kind", ""))
    form = StepForm(kind=kind, tree=tree, name=writing_scripts.free_name(tree))
    return _step_page(request, script, form, Conditions.of(KIT, []), after=request.GET.get("after", ""), is_new=True)


@leads
def create_step(request: AgentRequest, number: int) -> HttpResponse:
    script, tree = _with_tree(number)
    return _saved(request, script, tree, writing_scripts.free_name(tree), _kind(request.POST.get("kind", "")), is_new=True)


@leads
def edit_step(request: AgentRequest, number: int, name: str) -> HttpResponse:
    script, tree = _with_tree(number)
    step = _step(tree, name)
    form = StepForm(kind=step.kind, tree=tree, name=name, initial=StepForm.values_of(step))
    return _step_page(request, script, form, Conditions.of(KIT, [dict(given) for given in step.conditions]))


@leads
def update_step(request: AgentRequest, number: int, name: str) -> HttpResponse:
    script, tree = _with_tree(number)
    return _saved(request, script, tree, name, _step(tree, name).kind)


@leads
def remove_step(request: AgentRequest, number: int, name: str) -> HttpResponse:
    script, tree = _with_tree(number)
    writing_scripts.remove(script, _step(tree, name).name, by=request.agent)
    messages.success(request, _("The step is removed; what led to it leads to what came after."))
    return redirect("setup:script", number)


@leads
def begin_with(request: AgentRequest, number: int, name: str) -> HttpResponse:
    """Let the script begin with this step."""
    script, tree = _with_tree(number)
    writing_scripts.move(script, _step(tree, name).name, 0, by=request.agent)
    return redirect("setup:script", number)


def _saved(request: AgentRequest, script: Script, tree: Tree, name: str, kind: Kind, *, is_new: bool = False) -> HttpResponse:
    is_check = kind is Kind.CHECK
    after = request.POST.get("after", "")
    if is_check and ("drop" in request.POST or "add" in request.POST):
        found = Conditions.posted(KIT, request.POST, is_judged=False)
        if is_htmx(request):
            context = {"conditions": found, "target": _target(script, "" if is_new else name)}
            return render(request, "setup/rules/_conditions.html", context)
        form = StepForm(request.POST, kind=kind, tree=tree, name=name)
        form.is_judged = False
        return _step_page(request, script, form, found, after=after, is_new=is_new)
    form, found = (
        StepForm(request.POST, kind=kind, tree=tree, name=name),
        Conditions.posted(KIT, request.POST) if is_check else Conditions.of(KIT, []),
    )
    if not all((form.is_valid(), found.is_valid())):
        return _step_page(request, script, form, found, after=after, is_new=is_new, status=422)
    step = form.step()
    if is_check:
        step = Step.from_json({**step.to_json(), "conditions": found.given()})
    try:
        writing_scripts.put(script, step, after=after, by=request.agent)
    except Refused as error:
        form.add_error(None, str(error))
        return _step_page(request, script, form, found, after=after, is_new=is_new, status=422)
    return redirect(f"{reverse('setup:script', args=[script.pk])}#step-{name}")


def _page(request: AgentRequest, script: Script) -> HttpResponse:
    draft = writing_scripts.draft_of(script)
    tree = Tree.from_json(draft.steps)
    found: dict[str, list[str]] = {}
    for problem in steps.problems(tree):
        found.setdefault(problem.step, []).append(problem.sentence)
    context = {
        "script": script,
        "draft": draft,
        "tree": tree,
        "picture": steps.picture(tree),
        "problems": found,
        "kinds": kinds(),
        "kind_labels": KIND_LABELS,
        "versions": ScriptVersion.objects.filter(script=script).exclude(published_at=None).select_related("by").order_by("-number"),
    }
    return render(request, "setup/scripts/show.html", context)


def _step_page(
    request: AgentRequest,
    script: Script,
    form: StepForm,
    conditions: Conditions,
    *,
    after: str = "",
    is_new: bool = False,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "script": script,
        "form": form,
        "kind": form.kind,
        "kind_label": KIND_LABELS[form.kind],
        "conditions": conditions,
        "after": after,
        "is_new": is_new,
        "target": _target(script, "" if is_new else form.step_name),
    }
    return render(request, "setup/scripts/step.html", context, status=status)


def _target(script: Script, name: str) -> str:
    return reverse("setup:script_step", args=[script.pk, name]) if name else reverse("setup:script_steps", args=[script.pk])


def _script(number: int) -> Script:
    return get_object_or_404(Script.objects.select_related("published", "team", "topic"), pk=number)


def _with_tree(number: int) -> tuple[Script, Tree]:
    script = _script(number)
    return script, Tree.from_json(writing_scripts.draft_of(script).steps)


def _kind(given: str) -> Kind:
    if given not in list(Kind):
        raise Http404
    return Kind(given)


def _step(tree: Tree, name: str) -> Step:
    if name not in tree.by_name:
        raise Http404
    return tree.by_name[name]
