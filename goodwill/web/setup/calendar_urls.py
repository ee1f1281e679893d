"""Addresses of calendars: their hours, free days, feeds and seasons."""

from django.urls import path

from goodwill.web.setup.views import calendar_days, calendar_feeds, calendars, seasons
from goodwill.web.shared.requests import by_method

urlpatterns = [
    path("calendars", by_method(GET=calendars.index, POST=calendars.create), name="calendars"),
    path("calendars/new", by_method(GET=calendars.new), name="new_calendar"),
    path("calendars/<int:number>", by_method(GET=calendars.show, DELETE=calendars.destroy), name="calendar"),
    path("calendars/<int:number>/hours", by_method(GET=calendars.edit, POST=calendars.update), name="calendar_hours"),
    path("calendars/<int:number>/preference", by_method(POST=calendars.prefer), name="calendar_preference"),
    path("calendars/<int:number>/days", by_method(GET=calendar_days.index, POST=calendar_days.decide), name="calendar_days"),
    path("calendars/<int:number>/country", by_method(POST=calendar_days.choose_country), name="calendar_country"),
    path("calendars/<int:number>/feeds", by_method(POST=calendar_feeds.create), name="calendar_feeds"),
    path("calendars/<int:number>/feeds/new", by_method(GET=calendar_feeds.new), name="new_calendar_feed"),
    path(
        "calendar-feeds/<int:number>",
        by_method(GET=calendar_feeds.show, POST=calendar_feeds.renew, DELETE=calendar_feeds.destroy),
        name="calendar_feed",
    ),
    path("calendars/<int:number>/seasons", by_method(GET=seasons.index, POST=seasons.create), name="seasons"),
    path("calendars/<int:number>/seasons/new", by_method(GET=seasons.new), name="new_season"),
    path("seasons/<int:number>", by_method(GET=seasons.edit, POST=seasons.update, DELETE=seasons.destroy), name="season"),
]
