"""Notices: what the agent should know, newest first; looking at one leads to what it is about."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from goodwill.activity.models import Notice
from goodwill.activity.notifying import mark_seen
from goodwill.core.clock import now
from goodwill.web.shared.requests import AgentRequest, is_htmx
from goodwill.web.workspace import showing

PAGE = 50
NEWS = timedelta(seconds=30)
PLACES = {
    "announcement": "/announcements/{}/",
    "calendar": "/setup/calendars/{}/days",
    "conversation": "/conversations/{}/",
    "customer": "/customers/{}/",
    "order": "/orders/{}/",
}


def index(request: AgentRequest) -> HttpResponse:
    """A page of them; for htmx, after a hint, the part that may have changed."""
    before = request.GET.get("before", "")
    found = Notice.objects.filter(agent=request.agent).order_by("-id")
    if before.isdecimal() and len(before) < 19:
        found = found.filter(pk__lt=int(before))
    following = {} if is_htmx(request) else showing.alone_context(request)
    notices = list(found[: PAGE + 1])
    context = {
        "notices": notices[:PAGE],
        "older": notices[PAGE - 1].pk if len(notices) > PAGE else 0,
        "has_new": any(notice.seen_at is None for notice in notices),
        "is_first": not before,
        **following,
    }
    return render(request, "workspace/notices/_index.html" if is_htmx(request) else "workspace/notices/index.html", context)


def news(request: AgentRequest) -> HttpResponse:
    """After a hint: the rail's count, and the newest notice as a line, where it has just come."""
    newest = Notice.objects.filter(agent=request.agent, seen_at=None).order_by("-id").first()
    is_new = newest is not None and newest.at > now() - NEWS
    return render(request, "workspace/notices/_news.html", {"notice": newest if is_new else None})


def show(request: AgentRequest, number: int) -> HttpResponse:
    """Lead to what a notice is about; it counts as seen from now on."""
    notice = get_object_or_404(Notice, pk=number, agent=request.agent)
    mark_seen(request.agent, [notice.pk])
    place = PLACES.get(notice.subject_kind)
    return HttpResponseRedirect(place.format(notice.subject_id) if place else "/notices/")


def see_all(request: AgentRequest) -> HttpResponse:
    if mark_seen(request.agent):
        messages.success(request, _("All notices count as seen."))
    return HttpResponseRedirect("/notices/")
