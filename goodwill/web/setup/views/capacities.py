"""How much fits at once on each channel, and for what reasons agents can be away."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from goodwill.web.setup.doors import leads
from goodwill.web.setup.forms.workforce import AwayReasonForm, CapacityForm
from goodwill.web.setup.workforce_choices import channel_kinds
from goodwill.web.shared.requests import AgentRequest
from goodwill.workforce.domain import away_reasons, skills
from goodwill.workforce.errors import Refused
from goodwill.workforce.models import AwayReason


@leads
def show(request: AgentRequest) -> HttpResponse:
    return _page(request, CapacityForm(agent=None, kinds=channel_kinds()))


@leads
def change(request: AgentRequest) -> HttpResponse:
    form = CapacityForm(request.POST, agent=None, kinds=channel_kinds())
    if form.is_valid():
        try:
            skills.set_capacities(None, form.wanted(), by=request.agent)
        except Refused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved. It holds for the next conversation that is given."))
            return redirect("setup:capacity")
    return _page(request, form, status=422)


@leads
def reasons(request: AgentRequest) -> HttpResponse:
    away_reasons.offered()
    return render(request, "setup/capacity/reasons.html", {"reasons": AwayReason.objects.all()})


@leads
def new_reason(request: AgentRequest) -> HttpResponse:
    return _reason_page(request, AwayReasonForm(), None)


@leads
def create_reason(request: AgentRequest) -> HttpResponse:
    return _saved(request, AwayReason())


@leads
def edit_reason(request: AgentRequest, number: int) -> HttpResponse:
    reason = get_object_or_404(AwayReason, pk=number)
    kept = {name: getattr(reason, name) for name in ("name", "is_work", "position", "is_active")}
    return _reason_page(request, AwayReasonForm(initial=kept), reason)


@leads
def update_reason(request: AgentRequest, number: int) -> HttpResponse:
    return _saved(request, get_object_or_404(AwayReason, pk=number))


@leads
def destroy_reason(request: AgentRequest, number: int) -> HttpResponse:
    reason = get_object_or_404(AwayReason, pk=number)
    away_reasons.remove(reason, by=request.agent)
    messages.success(request, _("“%(name)s” is not offered any more.") % {"name": reason})
    return redirect("setup:away_reasons")


def _saved(request: AgentRequest, reason: AwayReason) -> HttpResponse:
    form, known = AwayReasonForm(request.POST), reason if reason.pk else None
    if form.is_valid():
        try:
            away_reasons.save(form.put_on(reason), by=request.agent)
        except Refused as error:
            form.add_error("name", str(error))
        else:
            messages.success(request, _("“%(name)s” is saved.") % {"name": reason})
            return redirect("setup:away_reasons")
    return _reason_page(request, form, known, status=422)


def _page(request: AgentRequest, form: CapacityForm, status: int = 200) -> HttpResponse:
    return render(request, "setup/capacity/show.html", {"form": form}, status=status)


def _reason_page(request: AgentRequest, form: AwayReasonForm, reason: AwayReason | None, status: int = 200) -> HttpResponse:
    return render(request, "setup/capacity/reason.html", {"form": form, "reason": reason}, status=status)
