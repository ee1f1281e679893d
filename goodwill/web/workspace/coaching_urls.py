"""Addresses of what agents are told and taught: announcements, scripts, articles, and all of it beside a conversation."""

from django.urls import path

from goodwill.web.shared.requests import by_method
from goodwill.web.workspace.views import announcements, articles, knowledge, scripts

_ONE = "conversations/<int:number>"

urlpatterns = [
    path("announcements/", announcements.index, name="told"),
    path("announcements/banner", announcements.show_banner),
    path("announcements/<int:number>/", announcements.show, name="told_one"),
    path("announcements/<int:number>/confirmation", by_method(POST=announcements.confirm)),
    path("announcements/<int:number>/postponement", by_method(POST=announcements.put_off)),
    path(f"{_ONE}/knowledge", knowledge.show, name="knowledge"),
    path(f"{_ONE}/explanations/<int:explanation>", by_method(DELETE=knowledge.dismiss)),
    path(f"{_ONE}/insertions", by_method(POST=knowledge.insert)),
    path(f"{_ONE}/scripts", by_method(POST=scripts.start)),
    path("script-runs/<int:number>/", scripts.show),
    path("script-runs/<int:number>/step", by_method(POST=scripts.go_on)),
    path("script-runs/<int:number>/back", by_method(POST=scripts.go_back)),
    path("script-runs/<int:number>/abandonment", by_method(POST=scripts.abandon)),
    path("articles/", by_method(GET=articles.index, POST=articles.create), name="articles"),
    path("articles/new", articles.new),
    path("articles/<int:number>/", by_method(GET=articles.show, POST=articles.update), name="article"),
    path("articles/<int:number>/edit", articles.edit),
    path("articles/<int:number>/revisions", articles.revisions),
    path("articles/<int:number>/confirmation", by_method(POST=articles.confirm)),
    path("articles/<int:number>/archive", by_method(POST=articles.archive, DELETE=articles.restore)),
]
