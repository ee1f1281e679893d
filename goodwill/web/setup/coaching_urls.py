"""Addresses of writing what agents are told and taught, below /setup/."""

from django.urls import path

from goodwill.web.setup.views import announcement_readers, announcements
from goodwill.web.shared.requests import by_method

urlpatterns = [
    path("announcements", by_method(GET=announcements.index, POST=announcements.create), name="announcements"),
    path("announcements/new", by_method(GET=announcements.new), name="new_announcement"),
    path(
        "announcements/<int:number>",
        by_method(GET=announcements.edit, POST=announcements.update, DELETE=announcements.destroy),
        name="announcement",
    ),
    path(
        "announcements/<int:number>/publication",
        by_method(POST=announcements.publish, DELETE=announcements.end),
        name="announcement_publication",
    ),
    path("announcements/<int:number>/readers", by_method(GET=announcement_readers.index), name="announcement_readers"),
    path("announcements/<int:number>/readers/file", by_method(GET=announcement_readers.download), name="announcement_readers_file"),
    path("announcements/<int:number>/reminder", by_method(POST=announcement_readers.remind), name="announcement_reminder"),
]
