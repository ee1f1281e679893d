"""Skills and languages: what there is to know, and who knows it how well."""

from django.contrib import messages
from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from goodwill.accounts.enums import Role
from goodwill.accounts.models import Agent
from goodwill.web.setup.doors import leads
from goodwill.web.setup.forms.workforce import AgentSkillsForm, CapacityForm, SkillForm
from goodwill.web.setup.workforce_choices import channel_kinds
from goodwill.web.shared.requests import AgentRequest
from goodwill.workforce.domain import skills
from goodwill.workforce.errors import Refused
from goodwill.workforce.models import AgentSkill, Skill


@leads
def index(request: AgentRequest) -> HttpResponse:
    known = Prefetch("skills", AgentSkill.objects.select_related("skill").order_by("skill__kind", "-level", "skill__name"))
    context = {
        "skills": list(Skill.objects.annotate(count=Count("holders", filter=Q(holders__agent__is_active=True)))),
        "agents": _answering().select_related("seat").prefetch_related(known, "capacities", "teams"),
    }
    return render(request, "setup/skills/index.html", context)


@leads
def new(request: AgentRequest) -> HttpResponse:
    return _page(request, SkillForm(), None)


@leads
def create(request: AgentRequest) -> HttpResponse:
    return _saved(request, Skill())


@leads
def edit(request: AgentRequest, number: int) -> HttpResponse:
    skill = get_object_or_404(Skill, pk=number)
    return _page(request, SkillForm(initial=SkillForm.values_of(skill)), skill)


@leads
def update(request: AgentRequest, number: int) -> HttpResponse:
    return _saved(request, get_object_or_404(Skill, pk=number))


@leads
def destroy(request: AgentRequest, number: int) -> HttpResponse:
    skill = get_object_or_404(Skill, pk=number)
    try:
        skills.remove(skill, by=request.agent)
        messages.success(request, _("“%(name)s” can't be chosen any more.") % {"name": skill})
    except Refused as error:
        messages.error(request, str(error))
    return redirect("setup:skills")


@leads
def of_agent(request: AgentRequest, number: int) -> HttpResponse:
    agent = _agent(number)
    return _agent_page(request, agent, _skills_form(agent), CapacityForm(agent=agent, kinds=channel_kinds(), prefix="at"))


@leads
def change_agent(request: AgentRequest, number: int) -> HttpResponse:
    """Tier, levels and own capacities in one form; nothing is kept unless all of it makes sense."""
    agent = _agent(number)
    form, capacity = _skills_form(agent, request.POST), CapacityForm(request.POST, agent=agent, kinds=channel_kinds(), prefix="at")
    if all([form.is_valid(), capacity.is_valid()]):
        try:
            skills.set_tier(agent, form.cleaned_data["tier"], by=request.agent)
            skills.set_skills(agent, form.wanted(), by=request.agent)
            skills.set_capacities(agent, capacity.wanted(), by=request.agent)
        except Refused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("What %(name)s can do is saved.") % {"name": agent})
            return redirect("setup:skills")
    return _agent_page(request, agent, form, capacity, status=422)


def _answering() -> QuerySet[Agent]:
    return Agent.objects.active().exclude(role=Role.READ_ONLY)


def _agent(number: int) -> Agent:
    return get_object_or_404(_answering(), pk=number)


def _skills_form(agent: Agent, data: QueryDict | None = None) -> AgentSkillsForm:
    return AgentSkillsForm(data, agent=agent, skills=list(Skill.objects.all()))


def _saved(request: AgentRequest, skill: Skill) -> HttpResponse:
    form = SkillForm(request.POST)
    known = skill if skill.pk else None
    if form.is_valid():
        try:
            skills.save(form.put_on(skill), by=request.agent)
        except Refused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("“%(name)s” is saved.") % {"name": skill})
            return redirect("setup:skills")
    return _page(request, form, known, status=422)


def _page(request: AgentRequest, form: SkillForm, skill: Skill | None, status: int = 200) -> HttpResponse:
    return render(request, "setup/skills/edit.html", {"form": form, "skill": skill}, status=status)


def _agent_page(request: AgentRequest, agent: Agent, form: AgentSkillsForm, capacity: CapacityForm, status: int = 200) -> HttpResponse:
    return render(request, "setup/skills/agent.html", {"person": agent, "form": form, "capacity": capacity}, status=status)
