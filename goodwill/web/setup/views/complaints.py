"""The complaint procedure: its causes, words, texts, owner and deadline, and switching it on."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from goodwill.automation.domain import complaining
from goodwill.automation.models import Complaint
from goodwill.conversations.errors import Refused
from goodwill.conversations.models import Topic
from goodwill.web.setup.doors import leads
from goodwill.web.setup.forms.complaints import ProcedureForm
from goodwill.web.shared.requests import AgentRequest

NEWEST = 30


@leads
def show(request: AgentRequest) -> HttpResponse:
    return _page(request, ProcedureForm(initial=ProcedureForm.values_of(complaining.procedure())))


@leads
def update(request: AgentRequest) -> HttpResponse:
    form = ProcedureForm(request.POST)
    if form.is_valid():
        try:
            complaining.set_procedure(form.columns(), by=request.agent)
        except Refused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The complaint procedure is saved."))
            return redirect("setup:complaints")
    return _page(request, form, status=422)


@leads
def activate(request: AgentRequest) -> HttpResponse:
    return _switched(request, is_active=True)


@leads
def deactivate(request: AgentRequest) -> HttpResponse:
    return _switched(request, is_active=False)


def _switched(request: AgentRequest, *, is_active: bool) -> HttpResponse:
    try:
        complaining.set_procedure({}, by=request.agent, is_active=is_active)
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The complaint procedure is on.") if is_active else _("The complaint procedure is off."))
    return redirect("setup:complaints")


def _page(request: AgentRequest, form: ProcedureForm, status: int = 200) -> HttpResponse:
    newest = Complaint.objects.select_related("conversation", "cause", "owner").order_by("-opened_at")[:NEWEST]
    context = {
        "form": form,
        "procedure": complaining.procedure(),
        "causes": Topic.objects.filter(is_complaint=True),
        "complaints": newest,
    }
    return render(request, "setup/complaints/show.html", context, status=status)
