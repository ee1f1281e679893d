"""The request as the faces' views know it: with the agent that is signed in."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseNotAllowed
from django.http.response import HttpResponseBase

from goodwill.accounts.models import Agent


class AgentRequest(HttpRequest):
    """A request that came through the SignedInAgent door."""

    agent: Agent


def is_htmx(request: HttpRequest) -> bool:
    """Asked for by htmx for a part of the page; not when the browser restores a page from its history."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-History-Restore-Request") != "true"


def method_of(request: HttpRequest) -> str:
    """The method, which a plain form says by a hidden field because a browser's form knows only GET and POST."""
    if request.method == "POST":
        return request.POST.get("_method", "POST").upper()
    return request.method or "GET"


def by_method(**views: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """One address, one view for each method: ``by_method(POST=create, DELETE=destroy)``."""

    def dispatch(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        view = views.get(method_of(request))
        return view(request, *args, **kwargs) if view else HttpResponseNotAllowed(list(views))

    return wraps(next(iter(views.values())))(dispatch)
