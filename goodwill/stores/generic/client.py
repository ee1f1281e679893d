"""Speaks HTTP with a home-made store: signs each request, and reads what its answer means."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from django.utils.translation import gettext as _

from goodwill.commerce.contract import ConnectedStore, Incomprehensible, StoreUnreachable
from goodwill.core import http
from goodwill.core.clock import now
from goodwill.stores.generic.signatures import request_headers


def get(store: ConnectedStore, path: str, params: Mapping[str, str] | None = None) -> http.Response:
    """Read something; raise an HttpProblem when there is no answer."""
    return _ask(store, "GET", path + (f"?{urlencode(params, quote_via=quote)}" if params else ""))


def post(store: ConnectedStore, path: str, document: Mapping[str, Any], key: str) -> http.Response:
    """Ask for something to be done, once for each ``key``."""
    body = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    return _ask(store, "POST", path, body, {"Content-Type": "application/json", "Idempotency-Key": key})


def read(store: ConnectedStore, path: str, params: Mapping[str, str] | None = None) -> Any:
    """A document of the store, None when it has none there; raise StoreUnreachable or Incomprehensible."""
    try:
        response = get(store, path, params)
        if response.status == 404:
            return None
        if response.is_ok:
            return response.json
    except http.NotJson as problem:
        raise Incomprehensible(str(problem)) from None
    except http.HttpProblem as problem:
        raise StoreUnreachable(str(problem)) from None
    raise StoreUnreachable(explain(response), retry_after=response.retry_after)


def explain(response: http.Response) -> str:
    """An answer that is none, in a sentence for people, with the store's own words where it has some."""
    words = store_words(response)
    match response.status:
        case 401 | 403:
            return _("The store does not accept our signature: the secret differs, or the clocks do.") + words
        case 404:
            return _("The store has nothing at this address.") + words
        case 429:
            return _("The store asks us to slow down.") + words
        case status if status >= 500:
            return _("The store has a problem of its own (status %d).") % status + words
        case status:
            return _("The store refused the request (status %d).") % status + words


def store_words(response: http.Response) -> str:
    """What the store says in ``detail``, after a blank; nothing where it says nothing."""
    try:
        document = response.json
    except http.NotJson:
        return ""
    detail = document.get("detail") if isinstance(document, Mapping) else None
    return f" {detail[:300]}" if isinstance(detail, str) and detail else ""


def _ask(store: ConnectedStore, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> http.Response:
    url = f"{store.settings.get('url', '')}{path}"
    parts = urlsplit(url)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    signed = request_headers(str(store.settings.get("secret", "")), now(), method, target, body)
    return http.request(method, url, headers={**(headers or {}), **signed}, content=body or None)
