"""Addresses of topics, rules, macros and the complaint procedure, below /setup/."""

from django.urls import path

from goodwill.web.setup.views import topics
from goodwill.web.shared.requests import by_method

urlpatterns = [
    path("topics", by_method(GET=topics.index, POST=topics.create), name="topics"),
    path("topics/new", by_method(GET=topics.new), name="new_topic"),
    path("topics/asking", by_method(POST=topics.ask), name="topic_asking"),
    path("topics/<int:number>", by_method(GET=topics.edit, POST=topics.update), name="topic"),
    path("topics/<int:number>/joining", by_method(POST=topics.join), name="topic_joining"),
]
