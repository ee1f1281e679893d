"""Announcements as leads see them: written, published, changed, ended."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from goodwill.coaching.conditions import KIT
from goodwill.coaching.domain import announcing, explaining
from goodwill.coaching.domain.rendering import plain, rendered
from goodwill.coaching.errors import Refused
from goodwill.coaching.models import Announcement
from goodwill.web.setup.doors import leads
from goodwill.web.setup.forms.announcements import AnnouncementForm
from goodwill.web.setup.forms.conditions import Conditions
from goodwill.web.setup.pages import page_of
from goodwill.web.shared.requests import AgentRequest, is_htmx


@leads
def index(request: AgentRequest) -> HttpResponse:
    return render(request, "setup/announcements/index.html", {"page": page_of(Announcement.objects.all(), request), "plain": plain})


@leads
def new(request: AgentRequest) -> HttpResponse:
    return _page(request, AnnouncementForm(), Conditions.of(KIT, []))


@leads
def create(request: AgentRequest) -> HttpResponse:
    return _saved(request, None)


@leads
def edit(request: AgentRequest, number: int) -> HttpResponse:
    found = _announcement(number)
    form = AnnouncementForm(initial=AnnouncementForm.values_of(found), announcement=found)
    return _page(request, form, Conditions.of(KIT, found.matchers), found)


@leads
def update(request: AgentRequest, number: int) -> HttpResponse:
    return _saved(request, _announcement(number))


@leads
def destroy(request: AgentRequest, number: int) -> HttpResponse:
    try:
        announcing.remove(_announcement(number), by=request.agent)
        messages.success(request, _("The draft is removed."))
    except Refused as error:
        messages.error(request, str(error))
    return redirect("setup:announcements")


@leads
def publish(request: AgentRequest, number: int) -> HttpResponse:
    try:
        found = announcing.publish(_announcement(number), by=request.agent)
    except Refused as error:
        messages.error(request, str(error))
        return redirect("setup:announcement", number)
    messages.success(request, _said(found))
    return redirect("setup:announcement_readers", number)


@leads
def end(request: AgentRequest, number: int) -> HttpResponse:
    found = announcing.end(_announcement(number), by=request.agent)
    messages.success(request, _("“%(title)s” is over.") % {"title": found})
    return redirect("setup:announcements")


def _said(found: Announcement) -> str:
    if found.is_live:
        return _("“%(title)s” is published: agents see it now.") % {"title": found}
    return _("“%(title)s” is published: agents see it from its time on.") % {"title": found}


def _announcement(number: int) -> Announcement:
    return get_object_or_404(Announcement, pk=number)


def _saved(request: AgentRequest, found: Announcement | None) -> HttpResponse:
    if "drop" in request.POST or "add" in request.POST or "foresee" in request.POST:
        return _put_together(request, found)
    form, conditions = AnnouncementForm(request.POST, announcement=found), Conditions.posted(KIT, request.POST)
    are_well = (form.is_valid(), conditions.is_valid())
    if not all(are_well):
        return _page(request, form, conditions, found, status=422)
    content = form.content(conditions.given())
    try:
        if found is None:
            found = announcing.write(content, by=request.agent)
        else:
            found = announcing.change(found, content, change=form.cleaned_data.get("change", ""), by=request.agent)
        if "publish" in request.POST and found.published_at is None:
            found = announcing.publish(found, by=request.agent)
    except Refused as error:
        form.add_error("change" if "change" in form.fields and not form.cleaned_data["change"] else None, str(error))
        return _page(request, form, conditions, found, status=422)
    messages.success(request, _said(found) if "publish" in request.POST else _("“%(title)s” is saved.") % {"title": found})
    return redirect("setup:announcement_readers", found.pk) if found.published_at else redirect("setup:announcement", found.pk)


def _put_together(request: AgentRequest, found: Announcement | None) -> HttpResponse:
    """The form with one condition more or less, or with what the conditions find now; nothing is saved."""
    is_asked = "foresee" in request.POST
    conditions = Conditions.posted(KIT, request.POST, is_judged=is_asked)
    if is_htmx(request) and not is_asked:
        context = {"conditions": conditions, "target": _target(found)}
        return render(request, "setup/rules/_conditions.html", context)
    return _page(request, AnnouncementForm.unjudged(request.POST, found), conditions, found)


def _target(found: Announcement | None) -> str:
    return reverse("setup:announcement", args=[found.pk]) if found else reverse("setup:announcements")


def _page(
    request: AgentRequest, form: AnnouncementForm, conditions: Conditions, found: Announcement | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "conditions": conditions,
        "target": _target(found),
        "announcement": found,
        "foreseen": _foreseen(conditions) if request.POST.get("foresee") and conditions.is_valid() else None,
        "written": rendered,
    }
    return render(request, "setup/announcements/edit.html", context, status=status)


def _foreseen(conditions: Conditions) -> str:
    count = len(explaining.foreseen(conditions.given()))
    words = {"count": count, "most": explaining.BATCH}
    return _("Of the newest open conversations, %(most)s at most, it would explain %(count)s.") % words
