"""Who has read an announcement and who has not, and reminding them."""

import csv

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goodwill.coaching.domain import explaining, reminding
from goodwill.coaching.models import Announcement
from goodwill.web.setup.doors import leads
from goodwill.web.shared.requests import AgentRequest


@leads
def index(request: AgentRequest, number: int) -> HttpResponse:
    found = _announcement(number)
    readers = reminding.report(found)
    late = [one for one in readers if not one.has_read]
    context = {
        "announcement": found,
        "late": late,
        "read": [one for one in readers if one.has_read],
        "away": sum(not one.is_on_duty for one in late),
        "reach": explaining.reach(found) if found.matchers else None,
    }
    return render(request, "setup/announcements/readers.html", context)


@leads
def remind(request: AgentRequest, number: int) -> HttpResponse:
    """Tell everybody who has not read it, at most once a day."""
    reminded = reminding.remind(_announcement(number), by=request.agent)
    if reminded:
        sentence = ngettext("%(count)s agent is reminded: %(names)s", "%(count)s agents are reminded: %(names)s", len(reminded))
        messages.success(request, sentence % {"count": len(reminded), "names": ", ".join(str(agent) for agent in reminded)})
    else:
        messages.info(request, _("Nobody was reminded: who has not read it was reminded today already."))
    return redirect("setup:announcement_readers", number)


@leads
def download(request: AgentRequest, number: int) -> HttpResponse:
    """The report as a file for a spreadsheet."""
    found = _announcement(number)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="announcement-{found.pk}-readers.csv"'
    lines = csv.writer(response)
    lines.writerow([_("Agent"), _("E-mail address"), _("Role"), _("Could be read since"), _("Shown"), _("Confirmed"), _("At work now")])
    for one in reminding.report(found):
        times = [at.isoformat(timespec="seconds") if at else "" for at in (one.since, one.shown_at, one.confirmed_at)]
        names = [_plain(one.agent.name), _plain(one.agent.email), one.agent.get_role_display()]
        lines.writerow([*names, *times, _("yes") if one.is_on_duty else _("no")])
    return response


def _plain(text: str) -> str:
    """A spreadsheet must not take a name for a formula."""
    return f"'{text}" if text[:1] in "=+-@\t\r" else text


def _announcement(number: int) -> Announcement:
    return get_object_or_404(Announcement.objects.exclude(published_at=None), pk=number)
