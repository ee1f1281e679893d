"""The door of every page for customers: their language and time, no cache, and only orders that were proven."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import override
from django.utils.translation.trans_real import parse_accept_lang_header

from goodwill.commerce.domain import opening_orders
from goodwill.commerce.domain.opening_orders import Scope
from goodwill.commerce.letters import language_of, supported
from goodwill.commerce.models import Order
from goodwill.remedies.domain.describing import zone_of
from goodwill.web.helpcenter import visits
from goodwill.web.helpcenter.drawing import draw
from goodwill.web.shared.middleware import public

View = Callable[..., HttpResponse]


class OrderRequest(HttpRequest):
    """A request that came through the door of an order."""

    scope: Scope
    order: Order


def customer_page(view: View) -> View:
    """A page before an order is proven, in the browser's language."""

    @public
    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return _shown(request, browser_language(request) or settings.LANGUAGE_CODE, lambda: view(request, *args, **kwargs))

    return shown


def visit_page(view: View) -> View:
    """A page for whoever has proven something; others are led to where that is done."""

    @customer_page
    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        scope = visits.scope_of(request)
        if scope is None:
            return redirect("help:find")
        request.scope = scope  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)

    return shown


def order_page(view: View) -> View:
    """A page of one order, in its buyer's language and its store's time. Another's order and none look the same."""

    @public
    @wraps(view)
    def shown(request: HttpRequest, key: str, *args: Any, **kwargs: Any) -> HttpResponse:
        scope = visits.scope_of(request)
        order = opening_orders.order_in(scope, key) if scope else None
        if scope is None:
            return _private(redirect("help:find"))
        if order is None:
            return _shown(request, browser_language(request) or settings.LANGUAGE_CODE, lambda: _gone(request))
        request.scope, request.order = scope, order  # type: ignore[attr-defined]
        with timezone.override(zone_of(order.store)):
            return _shown(request, browser_language(request) or language_of(order), lambda: view(request, *args, **kwargs))

    return shown


def browser_language(request: HttpRequest) -> str:
    """What this browser chose here, or asks for first among what we speak; "" where it asks for nothing that we do."""
    chosen = supported(request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, ""))
    wanted = [language for language, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", ""))]
    return chosen or next((spoken for language in wanted if (spoken := supported(language))), "")


def with_pictures(response: HttpResponse, addresses: Iterable[str]) -> HttpResponse:
    """Let the page show pictures from where these lie: the store's own servers."""
    origins = sorted({f"https://{parts.netloc}" for address in addresses if (parts := _parts(address)) is not None})
    response.headers["Content-Security-Policy"] = "; ".join((*_POLICY, " ".join(("img-src 'self' blob:", *origins))))
    return response


_POLICY = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "font-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
)


def _parts(address: str) -> Any:
    """A web address whose host is a plain name: nothing that would end the policy or begin another."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    is_plain = parts.scheme == "https" and all(letter.isascii() and (letter.isalnum() or letter in ".-:") for letter in parts.netloc)
    return parts if is_plain and parts.netloc else None


def _shown(request: HttpRequest, language: str, view: Callable[[], HttpResponse]) -> HttpResponse:
    with override(language):
        try:
            response = view()
        except Http404:
            response = _gone(request)
    response.headers.setdefault("Content-Language", language)
    if "Content-Security-Policy" not in response.headers:
        with_pictures(response, ())
    return _private(response)


def _gone(request: HttpRequest) -> HttpResponse:
    return draw(request, "gone.html", status=404)


def _private(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
