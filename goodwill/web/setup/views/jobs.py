"""Work that was given up: jobs that failed too often, and effects that could not be carried out."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from goodwill.core import jobs, outbox
from goodwill.core.models import OutboxEntry
from goodwill.web.setup.doors import managers
from goodwill.web.setup.pages import page_of
from goodwill.web.shared.requests import AgentRequest


@managers
def index(request: AgentRequest) -> HttpResponse:
    unsent = OutboxEntry.objects.filter(state=OutboxEntry.State.FAILED).order_by("-id")[:50]
    return render(request, "setup/jobs/index.html", {"page": page_of(jobs.dead_jobs(), request), "unsent": unsent})


@managers
def retry(request: AgentRequest, number: int) -> HttpResponse:
    if jobs.retry(number):
        messages.success(request, _("The job runs again."))
    return redirect("setup:jobs")


@managers
def discard(request: AgentRequest, number: int) -> HttpResponse:
    if jobs.dead_jobs().filter(pk=number).delete()[0]:
        messages.success(request, _("The job is discarded."))
    return redirect("setup:jobs")


@managers
def resend(request: AgentRequest, number: int) -> HttpResponse:
    entry = get_object_or_404(OutboxEntry, pk=number)
    if outbox.retry(entry.key):
        messages.success(request, _("It is tried again."))
    return redirect("setup:jobs")
