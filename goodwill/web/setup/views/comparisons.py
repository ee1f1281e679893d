"""The nightly check: when what is shown was compared with what was said, what differed, and whether that was put right."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from goodwill.conversations import tasks
from goodwill.conversations.domain import comparing
from goodwill.core import jobs
from goodwill.core.models import Job
from goodwill.web.setup.doors import managers
from goodwill.web.shared.requests import AgentRequest

ASKED = "compare-everything"


@managers
def index(request: AgentRequest) -> HttpResponse:
    is_underway = Job.objects.filter(unique_key=ASKED).exclude(state=Job.State.DEAD).exists()
    return render(request, "setup/comparisons/index.html", {"checks": comparing.checks(), "is_underway": is_underway})


@managers
def create(request: AgentRequest) -> HttpResponse:
    jobs.enqueue_once(tasks.compare_everything, ASKED, keep=True)
    messages.success(request, _("Everything is being compared. The result will stand here."))
    return redirect("setup:comparisons")
