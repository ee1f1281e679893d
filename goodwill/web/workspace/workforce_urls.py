"""The addresses of the workforce in the workspace: presence, my day, and what leads look at."""

from django.urls import path

from goodwill.web.shared.requests import by_method
from goodwill.web.workspace.views import board, presence

urlpatterns = [
    path("presence", by_method(GET=presence.show, POST=presence.change), name="presence"),
    path("presence/heard", by_method(POST=presence.hear)),
    path("board", by_method(GET=board.show), name="board"),
]
