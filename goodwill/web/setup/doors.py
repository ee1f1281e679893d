"""Who may open which page of setting up. Every view goes through one door; a view without one is refused by a test."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http.response import HttpResponseBase

from goodwill.accounts import rules
from goodwill.accounts.models import Agent
from goodwill.web.shared.requests import AgentRequest

View = Callable[..., HttpResponseBase]


def _door(name: str, may: Callable[[Agent], bool]) -> Callable[[View], View]:
    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: AgentRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not may(request.agent):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.door = name  # type: ignore[attr-defined]
        return guarded

    return guard


owners = _door("owners", rules.may_set_policy)
managers = _door("managers", rules.may_manage)
leads = _door("leads", rules.may_lead)
everyone = _door("everyone", lambda agent: agent.is_active)
