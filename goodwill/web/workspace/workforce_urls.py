"""The addresses of the workforce in the workspace: presence, my day, and what leads look at."""

from django.urls import path

from goodwill.web.shared.requests import by_method
from goodwill.web.workspace.views import board, day, load, presence, schedule, why

urlpatterns = [
    path("presence", by_method(GET=presence.show, POST=presence.change), name="presence"),
    path("presence/heard", by_method(POST=presence.hear)),
    path("conversations/<int:number>/why", by_method(GET=why.show)),
    path("day", by_method(GET=day.show), name="day"),
    path("load", by_method(GET=load.show, POST=load.move), name="load"),
    path("timeline", by_method(GET=schedule.show), name="timeline"),
    path("board", by_method(GET=board.show), name="board"),
]
