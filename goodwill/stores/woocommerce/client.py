"""The only place that speaks to WooCommerce: REST over HTTPS, with a consumer key and its secret."""

import base64
import json
import time
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.commerce.contract import ConnectedStore, Incomprehensible, StoreUnreachable
from goodwill.core import http

Wire = dict[str, Any]

NEEDS_HTTPS = gettext_lazy("WooCommerce takes a key only over an encrypted connection: the address must start with https://.")
# Payment providers are slow, and an answer that is not waited for is a lost one.
SECONDS_TO_ACT = 50.0
SECONDS_TO_KNOW = 3600.0
# WooCommerce says this with status 500 when the provider or itself refused, after taking its note back.
_REFUSALS = frozenset({"woocommerce_rest_cannot_create_order_refund"})
_DIFFERING = ("/orders", "/products", "/customers", "/refunds")
_arguments: dict[str, tuple[float, Wire]] = {}


class AnswerLost(StoreUnreachable):
    """The store may have acted on what was asked, and did not say so."""


class KeyRefused(StoreUnreachable):
    """The store does not take the key, or the key may not do this: an administrator can mend it."""


class Rejected(Exception):
    """The store says no for good; the sentence is its own. ``code`` is WooCommerce's word for why."""

    def __init__(self, sentence: str, code: str = "") -> None:
        super().__init__(sentence)
        self.code = code


def is_encrypted(url: str) -> bool:
    return url.lower().startswith("https://")


def get(store: ConnectedStore, path: str, params: Mapping[str, str] | None = None) -> Any:
    """A document, None when the store has none there; raise StoreUnreachable, KeyRefused, Rejected or Incomprehensible."""
    response = _send(store, "GET", path, params)
    if response.status == 404 and _code(response):
        return None
    return _read(response)


def page(store: ConnectedStore, path: str, params: Mapping[str, str]) -> tuple[list[Wire], int | None]:
    """One page of a list, and how many there are in all where the store says so."""
    response = _send(store, "GET", path, params)
    found = _read(response)
    if not isinstance(found, list):
        raise Incomprehensible(_("The store did not answer with a list."))
    total = response.headers.get("x-wp-total", "")
    return found, int(total) if total.isascii() and total.isdigit() else None


def every(store: ConnectedStore, path: str) -> list[Wire]:
    """All of a list that is short: the refunds of an order, the variations of a product, the webhooks."""
    found: list[Wire] = []
    for number in range(1, 101):
        some, _total = page(store, path, {"per_page": "100", "page": str(number)})
        found += some
        if len(some) < 100:
            break
    return found


def send(store: ConnectedStore, method: str, path: str, document: Wire) -> Wire:
    """Change something; raise AnswerLost too."""
    found = _read(_send(store, method, path, None, document))
    if not isinstance(found, dict):
        raise AnswerLost(_("The store's answer can't be understood."))
    return found


def arguments(store: ConnectedStore, route: str, method: str) -> Wire:
    """What this version of WooCommerce takes there, by its own description; kept for an hour."""
    known = _arguments.get(store.settings["url"])
    if known is None or known[0] < time.monotonic():
        described = _read(_send(store, "GET", "", None))
        if not isinstance(described, dict) or not isinstance(described.get("routes"), dict):
            raise Incomprehensible(_("There is no WooCommerce at this address."))
        # The whole description is a quarter of a megabyte; what lists take, and refunds, is all that versions differ in.
        kept = {name: said for name, said in described["routes"].items() if name.endswith(_DIFFERING)}
        known = (time.monotonic() + SECONDS_TO_KNOW, kept)
        _arguments[store.settings["url"]] = known
    endpoints = known[1].get(f"/wc/v3{route}", {}).get("endpoints", [])
    return next((endpoint["args"] for endpoint in endpoints if method in endpoint["methods"]), {})


def _send(store: ConnectedStore, method: str, path: str, params: Mapping[str, str] | None, document: Wire | None = None) -> http.Response:
    url = store.settings["url"]
    if not is_encrypted(url):
        raise KeyRefused(str(NEEDS_HTTPS))
    key = f"{store.settings['consumer_key']}:{store.settings['consumer_secret']}".encode()
    headers = {"authorization": "Basic " + base64.b64encode(key).decode(), "content-type": "application/json"}
    content = json.dumps(document).encode() if document is not None else None
    seconds = 30.0 if method == "GET" else SECONDS_TO_ACT
    try:
        return http.request(method, f"{url}/wp-json/wc/v3{path}", headers=headers, params=params, content=content, seconds=seconds)
    except http.HttpProblem as problem:
        raise (AnswerLost if problem.may_have_arrived else StoreUnreachable)(str(problem)) from problem


def _read(response: http.Response) -> Any:
    """The document of an answer. Only words of WooCommerce's own are a no: anybody in between may answer with a page."""
    if response.is_ok:
        try:
            return response.json
        except http.NotJson as problem:
            raise AnswerLost(str(problem)) from problem
    code, said = _code(response), _words(response)
    sentence = said or _("The store can't answer now (status %d).") % response.status
    if response.status in (401, 403):
        raise KeyRefused(_("The store does not accept the key for this: %s") % sentence)
    # WordPress asks for patience while it is updated, before anything else of it runs.
    if response.status == 429 or (response.status == 503 and response.retry_after is not None):
        raise StoreUnreachable(_("The store asks us to slow down."), retry_after=response.retry_after)
    if code in _REFUSALS or (code and 400 <= response.status < 500):
        raise Rejected(sentence, code)
    if response.status >= 500:
        raise AnswerLost(sentence, retry_after=response.retry_after)
    raise StoreUnreachable(sentence, retry_after=response.retry_after)


def _code(response: http.Response) -> str:
    document = _document(response)
    return str(document.get("code") or "") if document else ""


def _words(response: http.Response) -> str:
    document = _document(response)
    return str(document.get("message") or "")[:300] if document else ""


def _document(response: http.Response) -> Wire | None:
    try:
        document = response.json
    except http.NotJson:
        return None
    return document if isinstance(document, dict) else None
