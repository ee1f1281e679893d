"""Addresses of what automation adds to a conversation: its topic, macros, what is planned, complaints."""

from django.urls import path

from goodwill.web.shared.requests import by_method
from goodwill.web.workspace.views import classifying

_ONE = "conversations/<int:number>"

urlpatterns = [
    path(f"{_ONE}/topic", by_method(POST=classifying.classify)),
    path(f"{_ONE}/language", by_method(POST=classifying.note_language)),
]
