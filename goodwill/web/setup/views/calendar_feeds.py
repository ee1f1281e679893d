"""Feeds of free days: added with a preview, read again, replaced, removed."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goodwill.service_levels.domain import reading_feeds
from goodwill.service_levels.domain.proposing_days import COUNTED
from goodwill.service_levels.errors import FeedUnreadable
from goodwill.service_levels.models import Calendar, Feed
from goodwill.web.setup.doors import managers
from goodwill.web.setup.forms.calendars import FeedForm
from goodwill.web.setup.views.calendars import frame
from goodwill.web.shared.requests import AgentRequest


@managers
def new(request: AgentRequest, number: int) -> HttpResponse:
    return _new_page(request, get_object_or_404(Calendar, pk=number), FeedForm())


@managers
def create(request: AgentRequest, number: int) -> HttpResponse:
    calendar = get_object_or_404(Calendar, pk=number)
    form = FeedForm(request.POST, request.FILES)
    if form.is_valid():
        url = form.cleaned_data["url"]
        try:
            content = form.content() or reading_feeds.fetch(url)
            feed = reading_feeds.add(calendar, form.cleaned_data["name"], content, url=url, by=request.agent)
        except FeedUnreadable as error:
            form.add_error("url" if url else None, str(error))
        else:
            count = feed.free_days.count()
            if count:
                said = ngettext(
                    "%(count)d day is found. It counts once you take it.", "%(count)d days are found. They count once you take them.", count
                )
                messages.success(request, said % {"count": count})
            else:
                messages.info(request, _("The calendar is read, and no event in it fills a day of this or the next three years."))
            return redirect(_place(feed))
    return _new_page(request, calendar, form, status=422)


@managers
def show(request: AgentRequest, number: int) -> HttpResponse:
    return _page(request, _feed(number), FeedForm(is_again=True))


@managers
def renew(request: AgentRequest, number: int) -> HttpResponse:
    """Read the address again, or take another file in the place of the one before."""
    feed = _feed(number)
    form = FeedForm(request.POST, request.FILES, is_again=True)
    if feed.url:
        news = reading_feeds.read(feed, by=request.agent)
        if news is None:
            messages.error(request, feed.problem)
            return redirect("setup:calendar_feed", number)
    else:
        if not form.is_valid():
            return _page(request, feed, form, status=422)
        try:
            news = reading_feeds.give(feed, form.content() or b"", by=request.agent)
        except FeedUnreadable as error:
            form.add_error(None, str(error))
            return _page(request, feed, form, status=422)
    messages.success(request, _("Read: some days wait for your decision.") if news else _("Read: nothing changed."))
    return redirect(_place(feed))


@managers
def destroy(request: AgentRequest, number: int) -> HttpResponse:
    feed = _feed(number)
    reading_feeds.remove(feed, by=request.agent)
    messages.success(request, _("The feed “%(name)s” is removed.") % {"name": feed})
    return redirect("setup:calendar_days", feed.calendar_id)


def _feed(number: int) -> Feed:
    return get_object_or_404(Feed.objects.select_related("calendar"), pk=number)


def _place(feed: Feed) -> str:
    return f"{reverse('setup:calendar_days', args=[feed.calendar_id])}#feed-{feed.pk}"


def _new_page(request: AgentRequest, calendar: Calendar, form: FeedForm, status: int = 200) -> HttpResponse:
    return render(request, "setup/calendars/new_feed.html", {**frame(calendar, "days"), "form": form}, status=status)


def _page(request: AgentRequest, feed: Feed, form: FeedForm, status: int = 200) -> HttpResponse:
    counted = feed.free_days.filter(state__in=COUNTED).count()
    context = {**frame(feed.calendar, "days"), "feed": feed, "form": form, "counted": counted}
    return render(request, "setup/calendars/feed.html", context, status=status)
