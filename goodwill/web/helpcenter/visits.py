"""Visits of customers: a signed cookie of its own, apart from agents' sessions, that says which orders were proven."""

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from goodwill.commerce.domain.opening_orders import Opens, Scope

PATH = "/help/"
COOKIE, CODE_COOKIE = "order_visit", "order_code"
LIFETIME = 2 * 60 * 60
CODE_LIFETIME = 10 * 60
_SALT = "goodwill.helpcenter.visit"


def begin(response: HttpResponse, scope: Scope) -> None:
    """Let this browser see the orders of the scope for two hours."""
    value = signing.dumps([scope.opens, scope.id, scope.is_proven_address], salt=_SALT)
    _set(response, COOKIE, value, LIFETIME)
    response.delete_cookie(CODE_COOKIE, path=PATH)


def scope_of(request: HttpRequest) -> Scope | None:
    """What this browser may see; None before anything was proven, and when that is too long ago."""
    try:
        opens, id, is_proven_address = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=LIFETIME)
        return Scope(Opens(opens), int(id), bool(is_proven_address))
    except (signing.BadSignature, ValueError, TypeError):
        return None


def end(response: HttpResponse) -> None:
    response.delete_cookie(COOKIE, path=PATH)


def expect_code(response: HttpResponse, handle: str) -> None:
    """Remember in this browser which code it waits for."""
    _set(response, CODE_COOKIE, handle, CODE_LIFETIME)


def expected_code(request: HttpRequest) -> str:
    return request.COOKIES.get(CODE_COOKIE, "")


def _set(response: HttpResponse, name: str, value: str, lifetime: int) -> None:
    response.set_cookie(name, value, max_age=lifetime, path=PATH, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
