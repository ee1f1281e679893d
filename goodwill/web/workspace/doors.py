"""Who may open the pages of those who lead."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils.translation import gettext as _

from goodwill.web.shared.requests import AgentRequest
from goodwill.workforce.access import may_see_board


def leading(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Only for leads and above."""

    @wraps(view)
    def checked(request: AgentRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_see_board(request.agent):
            raise PermissionDenied(_("This page is for leads."))
        return view(request, *args, **kwargs)

    return checked
