"""Addresses of what agents are told and taught: announcements, scripts, articles, and all of it beside a conversation."""

from django.urls import path

from goodwill.web.shared.requests import by_method
from goodwill.web.workspace.views import announcements, knowledge

_ONE = "conversations/<int:number>"

urlpatterns = [
    path("announcements/", announcements.index, name="told"),
    path("announcements/banner", announcements.show_banner),
    path("announcements/<int:number>/", announcements.show, name="told_one"),
    path("announcements/<int:number>/confirmation", by_method(POST=announcements.confirm)),
    path("announcements/<int:number>/postponement", by_method(POST=announcements.put_off)),
    path(f"{_ONE}/explanations/<int:explanation>", by_method(DELETE=knowledge.dismiss)),
    path(f"{_ONE}/insertions", by_method(POST=knowledge.insert)),
]
