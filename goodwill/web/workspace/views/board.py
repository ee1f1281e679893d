"""The live board for leads, beside them or on the wall."""

from django.http import HttpResponse
from django.shortcuts import render

from goodwill.core import live
from goodwill.web.shared.requests import AgentRequest, is_htmx
from goodwill.web.workspace import showing
from goodwill.web.workspace.doors import leading
from goodwill.web.workspace.presenting import board
from goodwill.workforce.domain import presence


@leading
def show(request: AgentRequest) -> HttpResponse:
    """The page; for htmx what changes on it. ``?wall=1``: large, dark, alone on the screen."""
    is_wall, here = request.GET.get("wall") == "1", showing.known(request)
    position = live.position()
    context = {
        "board": board.board(here.scope, here.people.teams, here.inboxes),
        "is_wall": is_wall,
        "live_position": position,
        "live_token": showing.live_token(request, *here.scope.topics(), presence.TOPIC),
    }
    if is_htmx(request):
        return render(request, "workspace/board/_wall.html" if is_wall else "workspace/board/_board.html", context)
    return render(request, "workspace/board/wall.html" if is_wall else "workspace/board/show.html", context)
