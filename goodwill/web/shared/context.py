"""What every template may know: the agent, the rail, and how this browser likes to see the desk."""

from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, get_language_bidi

from goodwill.web.shared import rail
from goodwill.web.shared.banner import banner

THEMES = ("auto", "light", "dark")
DENSITIES = ("normal", "compact")
SINGLE_KEYS = ("on", "off")
CALLS = ("off", "on")


def page(request: HttpRequest) -> dict[str, Any]:
    """Context processor. Nothing here asks the database before a template does."""
    agent = getattr(request, "agent", None)
    return {
        "agent": agent,
        "rail": SimpleLazyObject(lambda: rail.rail(request, agent)) if agent else None,
        "banner": SimpleLazyObject(lambda: banner(request, agent)) if agent else None,
        # Made once a page: each form carries it, and hiding it anew for each takes long.
        "csrf_token": get_token(request) if agent else SimpleLazyObject(lambda: get_token(request)),
        "theme": _choice(request, "theme", THEMES),
        "density": _choice(request, "density", DENSITIES),
        "single_keys": _choice(request, "single_keys", SINGLE_KEYS),
        "calls": _choice(request, "calls", CALLS),
        "language": get_language(),
        "is_rtl": get_language_bidi(),
        "messages": SimpleLazyObject(lambda: list(get_messages(request))) if hasattr(request, "_messages") else (),
    }


def _choice(request: HttpRequest, name: str, choices: tuple[str, ...]) -> str:
    value = request.COOKIES.get(name, "")
    return value if value in choices else choices[0]
