"""The announcement that this agent has still to read, above every page of the desk."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from markupsafe import Markup

from goodwill.accounts.models import Agent
from goodwill.coaching.domain import confirming
from goodwill.coaching.domain.rendering import rendered


def banner(request: HttpRequest, agent: Agent, *, is_next: bool = False) -> Markup:
    """One at a time. ``is_next`` says that the agent has just dealt with another one, whose place it takes."""
    waiting = confirming.waiting(agent)
    context = {"waiting": waiting, "is_next": is_next, "here": _here(request), "written": rendered}
    return Markup(render_to_string("workspace/announcements/_banner.html", context, request))  # noqa: S704 - drawn by an escaping template


def _here(request: HttpRequest) -> str:
    """The page to come back to; a part of a page was asked for by the page that htmx names."""
    asked = request.headers.get("HX-Current-URL", "") or request.get_full_path()
    return asked if url_has_allowed_host_and_scheme(asked, {request.get_host()}) else "/"
