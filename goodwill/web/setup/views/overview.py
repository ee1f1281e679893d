"""The desk's health at a glance: what needs somebody, and where things are set up."""

from importlib.metadata import PackageNotFoundError, version

from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.shortcuts import redirect, render

from goodwill.accounts import rules
from goodwill.accounts.domain import inviting
from goodwill.commerce.models import HookReceipt, Store
from goodwill.conversations.domain import comparing
from goodwill.core import jobs
from goodwill.core.models import OutboxEntry
from goodwill.inboxes.models import Inbox, RawMessage, RawState
from goodwill.web.setup.doors import leads
from goodwill.web.shared.requests import AgentRequest


@leads
def show(request: AgentRequest) -> HttpResponse:
    if not rules.may_manage(request.agent):
        return redirect("setup:saved_replies")
    troubles = {
        "inboxes": list(Inbox.objects.filter(is_active=True).exclude(problem="")),
        "stores": list(Store.objects.filter(is_active=True).exclude(problem="")),
        "failed_webhooks": HookReceipt.objects.filter(state=HookReceipt.State.FAILED).count(),
        "quarantined": RawMessage.objects.filter(state=RawState.QUARANTINED).count(),
        "dead_jobs": jobs.dead_jobs().count(),
        "unsent": OutboxEntry.objects.filter(state=OutboxEntry.State.FAILED).count(),
    }
    context = {
        **troubles,
        "is_well": not any(troubles.values()),
        "has_inbox": Inbox.objects.filter(is_active=True).exists(),
        "invitations": inviting.open_invitations().count(),
        "version": _version(),
        "check": next(iter(comparing.checks(1)), None),
        "database": connection.vendor,
        "desk_url": settings.DESK_URL,
    }
    return render(request, "setup/overview.html", context)


def _version() -> str:
    try:
        return version("goodwill")
    except PackageNotFoundError:
        return ""
