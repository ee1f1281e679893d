"""Addresses of writing what agents are told and taught, below /setup/."""

from django.urls import path

from goodwill.web.setup.views import announcement_readers, announcements, scripts
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
    path("scripts", by_method(GET=scripts.index, POST=scripts.create), name="scripts"),
    path("scripts/new", by_method(GET=scripts.new), name="new_script"),
    path("scripts/<int:number>", by_method(GET=scripts.show), name="script"),
    path("scripts/<int:number>/settings", by_method(GET=scripts.settings, POST=scripts.update), name="script_settings"),
    path("scripts/<int:number>/publication", by_method(POST=scripts.publish), name="script_publication"),
    path("scripts/<int:number>/offer", by_method(POST=scripts.offer, DELETE=scripts.withdraw), name="script_offer"),
    path("scripts/<int:number>/steps", by_method(POST=scripts.create_step), name="script_steps"),
    path("scripts/<int:number>/new-step", by_method(GET=scripts.new_step), name="new_script_step"),
    path(
        "scripts/<int:number>/steps/<str:name>",
        by_method(GET=scripts.edit_step, POST=scripts.update_step, DELETE=scripts.remove_step),
        name="script_step",
    ),
    path("scripts/<int:number>/steps/<str:name>/first", by_method(POST=scripts.begin_with), name="script_first"),
]
