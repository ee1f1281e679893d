"""Addresses of promises and of notices."""

from django.urls import path

from goodwill.web.shared.requests import by_method
from goodwill.web.workspace.views import notices, promises

urlpatterns = [
    path("conversations/<int:number>/promises", promises.show, name="promises"),
    path("notices/", by_method(GET=notices.index, POST=notices.see_all), name="notices"),
    path("notices/news", notices.news),
    path("notices/<int:number>", notices.show, name="notice"),
]
