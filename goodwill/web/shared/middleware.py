"""Two doors of every page: the content security policy, and that nobody gets in who is not a signed-in agent."""

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, TypeVar
from zoneinfo import ZoneInfo
from zoneinfo import available_timezones as zones

from django.conf import settings
from django.contrib.auth.middleware import get_user
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils import timezone, translation
from django.views.defaults import page_not_found

from goodwill.accounts.models import Agent
from goodwill.conversations.access import NotVisible
from goodwill.conversations.listing import UnknownView
from goodwill.web.shared import assets

GetResponse = Callable[[HttpRequest], HttpResponse]
View = TypeVar("View", bound=Callable[..., Any])


@cache
def available_timezones() -> frozenset[str]:
    """Reading the folder of time zones takes milliseconds, so it is done once."""
    return frozenset(zones())


def public(view: View) -> View:
    """Let a view be seen without signing in."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def policy_with_images(hosts: Iterable[str] = ()) -> str:
    """Only our own files, no inline script or style, no framing by others; pictures from these hosts too."""
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' '{assets.import_map_hash()}'",
            " ".join(("img-src 'self' data: blob:", *hosts)),
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


class ContentSecurityPolicy:
    """The policy of every page. A view that needs another one sets the header itself."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.policy = policy_with_images()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", self.policy)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        return response


class SignedInAgent:
    """Deny by default: a view is for active agents unless it is marked ``@public`` or is part of signing in.

    Sets ``request.agent``.
    """

    # The views of the sign-in library that come before one is signed in.
    SIGNING_IN = frozenset(
        {
            "account_login",
            "account_logout",
            "account_reset_password",
            "account_reset_password_done",
            "account_reset_password_from_key",
            "account_reset_password_from_key_done",
            "account_confirm_login_code",
            "account_request_login_code",
            "account_inactive",
            "mfa_authenticate",
            "mfa_login_webauthn",
            "mfa_trust",
        }
    )

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        match = request.resolver_match
        if getattr(view, "is_public", False) or (match and match.url_name in self.SIGNING_IN):
            return None
        # The agent themselves: ``request.user`` stands for them, and every question to it takes a detour.
        agent = get_user(request)
        if isinstance(agent, Agent) and agent.is_active:
            request.agent = agent  # type: ignore[attr-defined]
            self._follow(agent)
            return None
        if request.headers.get("HX-Request"):
            # A fragment must not show the sign-in page in the middle of the desk: the browser goes there as a whole.
            return HttpResponse(status=401, headers={"HX-Redirect": resolve_url(settings.LOGIN_URL)})
        return redirect_to_login(request.get_full_path())

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """What is absent and what is out of sight look the same."""
        if isinstance(exception, (NotVisible, UnknownView)):
            return page_not_found(request, exception)
        return None

    @staticmethod
    def _follow(agent: Agent) -> None:
        """Speak the agent's language and time zone; those who chose none get the browser's and the desk's."""
        if agent.language:
            translation.activate(agent.language)
        if agent.time_zone in available_timezones():
            timezone.activate(ZoneInfo(agent.time_zone))
        else:
            timezone.deactivate()
