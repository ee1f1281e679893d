"""Announcements as agents see them: the banner, each in full, and what was told before."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from goodwill.accounts.rules import may_lead
from goodwill.coaching.domain import confirming, explaining
from goodwill.coaching.domain.rendering import plain, rendered
from goodwill.coaching.errors import Refused
from goodwill.coaching.models import Announcement, AnnouncementVersion, Explanation, Receipt
from goodwill.conversations.access import visible_to
from goodwill.web.shared.requests import AgentRequest, is_htmx
from goodwill.web.workspace import banner

EXPLAINED = 50


def index(request: AgentRequest) -> HttpResponse:
    """All that this agent was told, what is not read yet first."""
    found = confirming.told_to(request.agent)
    receipts = {(one.announcement_id, one.version): one for one in Receipt.objects.filter(agent=request.agent, announcement__in=found)}
    lines = [(one, receipts.get((one.pk, one.version))) for one in found]
    lines.sort(key=lambda line: not line[0].is_live or bool(line[1] and line[1].confirmed_at))
    return render(request, "workspace/announcements/index.html", {"lines": lines, "may_lead": may_lead(request.agent), "plain": plain})


def show(request: AgentRequest, number: int) -> HttpResponse:
    announcement = _announcement(request, number)
    receipt = Receipt.objects.filter(announcement=announcement, agent=request.agent, version=announcement.version).first()
    explained = Explanation.objects.filter(announcement=announcement, dismissed_at=None)
    seen = visible_to(request.agent).filter(explanations__in=explained).order_by("-last_message_at")
    version = AnnouncementVersion.objects.filter(announcement=announcement, number=announcement.version).select_related("by").first()
    context = {
        "announcement": announcement,
        "receipt": receipt,
        "version": version,
        "earlier": announcement.versions.exclude(number=announcement.version).select_related("by").order_by("-number"),
        "explained": seen[:EXPLAINED],
        "reach": explaining.reach(announcement),
        "articles": announcement.articles.filter(is_archived=False),
        "may_lead": may_lead(request.agent),
        "written": rendered,
    }
    return render(request, "workspace/announcements/show.html", context)


def show_banner(request: AgentRequest) -> HttpResponse:
    """The banner alone, for a page that heard of something new."""
    return HttpResponse(banner.banner(request, request.agent))


def confirm(request: AgentRequest, number: int) -> HttpResponse:
    """The agent has read it."""
    confirming.confirm(_announcement(request, number), request.agent)
    return _answered(request, _("Thank you: it is noted that you have read it."))


def put_off(request: AgentRequest, number: int) -> HttpResponse:
    """Leave the agent in peace for a while."""
    try:
        confirming.put_off(_announcement(request, number), request.agent)
    except Refused as error:
        return _answered(request, str(error))
    return _answered(request, _("It comes back in two hours. Until then it stands under Announcements."))


def _answered(request: AgentRequest, sentence: str) -> HttpResponse:
    if is_htmx(request):
        flash = {"text": sentence, "undo": None}
        return HttpResponse(
            banner.banner(request, request.agent, is_next=True)
            + render(request, "workspace/conversations/_flash_alone.html", flash).content.decode()
        )
    messages.success(request, sentence)
    back = request.POST.get("here", "")
    return HttpResponseRedirect(back if url_has_allowed_host_and_scheme(back, {request.get_host()}) else "/announcements/")


def _announcement(request: AgentRequest, number: int) -> Announcement:
    """One that is for this agent; leads see all that were published."""
    found = confirming.announcement_for(request.agent, number)
    if found is None and may_lead(request.agent):
        found = Announcement.objects.filter(pk=number).exclude(published_at=None).first()
    if found is None:
        raise Http404
    return found
