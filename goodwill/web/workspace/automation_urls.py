"""Addresses of what automation adds to a conversation: its topic, macros, what is planned, complaints."""

from django.urls import path

from goodwill.web.shared.requests import by_method
from goodwill.web.workspace.views import classifying, complaints, macros

_ONE = "conversations/<int:number>"

urlpatterns = [
    path(f"{_ONE}/topic", by_method(POST=classifying.classify)),
    path(f"{_ONE}/language", by_method(POST=classifying.note_language)),
    path(f"{_ONE}/complaint", by_method(POST=complaints.open_one, DELETE=complaints.withdraw)),
    path(f"{_ONE}/complaint/cause", by_method(POST=complaints.name_cause)),
    path(f"{_ONE}/complaint/owner", by_method(POST=complaints.hand_over)),
    path(f"{_ONE}/complaint/offers", by_method(GET=complaints.offers)),
    path(f"{_ONE}/complaint/settlement", by_method(POST=complaints.settle)),
    path(f"{_ONE}/follow-ups/<int:follow_up>", by_method(DELETE=complaints.cancel_follow_up)),
    path(f"{_ONE}/macros/", macros.index),
    path(f"{_ONE}/macros/<int:macro>", by_method(GET=macros.show, POST=macros.use)),
    path("macro-uses/<int:number>/", macros.show_use),
    path("macro-uses/<int:number>/undo", by_method(POST=macros.undo)),
    path("rule-runs/<int:number>/", complaints.show_run),
]
