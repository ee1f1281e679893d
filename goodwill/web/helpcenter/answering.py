"""By when a customer who writes now gets an answer: in their language, and in their own time where the browser told it."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.http import HttpRequest
from django.utils import timezone

from goodwill.remedies.domain.handing_over import inbox_for_customers
from goodwill.service_levels import wording
from goodwill.service_levels.domain import promising_honestly

# Written by the page's script; nobody is known by it.
COOKIE = "zone"


def promise(request: HttpRequest) -> str:
    """A sentence or two; nothing where nobody would answer, or no answer is promised."""
    inbox = inbox_for_customers()
    found = promising_honestly.promise(inbox) if inbox is not None else None
    if found is None:
        return ""
    with timezone.override(_zone(request) or timezone.get_current_timezone()):
        return wording.sentences(found)


def _zone(request: HttpRequest) -> ZoneInfo | None:
    name = request.COOKIES.get(COOKIE, "")
    try:
        return ZoneInfo(name) if 0 < len(name) <= 60 else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
