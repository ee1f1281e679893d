"""Blocked senders: listed, added, let in again."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from goodwill.customers.domain import blocking
from goodwill.customers.models import BlockedSender
from goodwill.web.setup.doors import leads
from goodwill.web.setup.forms.replies import BlockedSenderForm
from goodwill.web.setup.pages import page_of
from goodwill.web.shared.requests import AgentRequest


@leads
def index(request: AgentRequest) -> HttpResponse:
    return _page(request, BlockedSenderForm())


@leads
def create(request: AgentRequest) -> HttpResponse:
    form = BlockedSenderForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    sender = blocking.block_sender(form.cleaned_data["pattern"], reason=form.cleaned_data["reason"], by=request.agent)
    messages.success(request, _("%(pattern)s is blocked.") % {"pattern": sender})
    return redirect("setup:blocked_senders")


@leads
def destroy(request: AgentRequest, number: int) -> HttpResponse:
    sender = get_object_or_404(BlockedSender, pk=number)
    blocking.unblock_sender(sender, by=request.agent)
    messages.success(request, _("%(pattern)s may write again.") % {"pattern": sender})
    return redirect("setup:blocked_senders")


def _page(request: AgentRequest, form: BlockedSenderForm, status: int = 200) -> HttpResponse:
    senders = page_of(BlockedSender.objects.select_related("blocked_by").order_by("-id"), request)
    return render(request, "setup/blocked_senders/index.html", {"form": form, "page": senders}, status=status)
