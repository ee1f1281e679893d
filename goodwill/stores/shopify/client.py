"""The only place that speaks to Shopify: GraphQL over HTTP, with the token of an app that was made for the desk."""

import hashlib
import json
import threading
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from goodwill.commerce.contract import ConnectedStore, Incomprehensible, StoreUnreachable
from goodwill.core import http

# A version is served for a year; queries.py and mutations.py are written for this one.
VERSION = "2026-07"
SCHEME = "https"
_RENEW_BEFORE = 300.0

_tokens: dict[str, tuple[str, float]] = {}
_signing_in = threading.Lock()


class SignInRefused(Exception):
    """Shopify does not know the app, its secret or its token, or not any more."""


class AnswerLost(StoreUnreachable):
    """The store may have acted on what was asked, and did not say so."""


class Rejected(Exception):
    """The store says no for good; the sentence is its own."""


class NotAllowed(Rejected):
    """The app lacks a permission (a scope)."""


class TooMuch(Rejected):
    """The question costs more than the store answers at once: ask for less."""


def ask(store: ConnectedStore, document: str, variables: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The ``data`` of an answer; raise StoreUnreachable, AnswerLost, SignInRefused, Rejected or Incomprehensible."""
    body = json.dumps({"query": document, "variables": variables or {}}).encode()
    response = _send(store, body, _token(store))
    if response.status == 401 and store.settings.get("client_id"):
        response = _send(store, body, _token(store, after_losing=True))
    if response.status in (401, 403, 404):
        raise SignInRefused("Shopify does not let this app into the store: it was removed, or its secret or token was changed.")
    answer = _read(response)
    if errors := answer.get("errors"):
        raise _problem(errors, answer)
    if not isinstance(answer.get("data"), dict):
        raise Incomprehensible("Shopify answered without data.")
    return answer["data"]


def change(store: ConnectedStore, document: str, variables: Mapping[str, Any]) -> dict[str, Any]:
    """The ``result`` of a mutation; raise Rejected with the store's words for its user errors."""
    result = ask(store, document, variables)["result"]
    if not isinstance(result, dict):
        raise AnswerLost("Shopify did not say what became of it.")
    if errors := result.get("userErrors"):
        raise Rejected(" ".join(str(error["message"]).rstrip(".") + "." for error in errors))
    return result


def read_part(url: str, start: int, length: int) -> bytes:
    """Bytes of a finished export from ``start`` on; fewer than ``length`` at its end."""
    wanted = {"range": f"bytes={start}-{start + length - 1}", "accept-encoding": "identity"}
    try:
        response = http.request("GET", url, headers=wanted, seconds=60.0, max_body=max(http.MAX_BODY, length))
    except http.HttpProblem as problem:
        raise StoreUnreachable(str(problem)) from problem
    if response.status == 416:
        return b""
    if not response.is_ok:
        raise StoreUnreachable(f"The export can't be read (status {response.status}).", retry_after=response.retry_after)
    return response.body if response.status == 206 else response.body[start : start + length]


def _token(store: ConnectedStore, *, after_losing: bool = False) -> str:
    """The token that the administrator gave, or one for a day, which a process asks for once."""
    if not store.settings.get("client_id"):
        return str(store.settings.get("access_token", ""))
    place = _place(store)
    known = _tokens.get(place)
    if known and not after_losing and known[1] > time.monotonic():
        return known[0]
    with _signing_in:
        if _tokens.get(place) in (None, known):
            _tokens[place] = _sign_in(store)
        return _tokens[place][0]


def _sign_in(store: ConnectedStore) -> tuple[str, float]:
    given = {name: store.settings[name] for name in ("client_id", "client_secret")}
    body = urlencode({"grant_type": "client_credentials", **given}).encode()
    headers = {"content-type": "application/x-www-form-urlencoded"}
    try:
        response = http.request("POST", f"{SCHEME}://{store.settings['shop']}/admin/oauth/access_token", headers=headers, content=body)
    except http.HttpProblem as problem:
        # A token that nobody got does no harm: nothing was done in the store yet.
        raise StoreUnreachable(str(problem)) from problem
    if response.status == 429 or response.status >= 500:
        raise StoreUnreachable(f"Shopify can't answer now (status {response.status}).", retry_after=response.retry_after)
    try:
        answer = response.json if response.is_ok else {}
        token, seconds = str(answer["access_token"]), float(answer.get("expires_in", 86_400))
    except (http.NotJson, KeyError, TypeError, ValueError):
        raise SignInRefused("Shopify does not know this client ID with this secret, or the app is not installed in the store.") from None
    return token, time.monotonic() + max(0.0, seconds - _RENEW_BEFORE)


def _place(store: ConnectedStore) -> str:
    """A key per app and store, so that changed settings never use the token of the old ones."""
    account = [store.settings[name] for name in ("shop", "client_id", "client_secret")]
    return hashlib.sha256(json.dumps(account).encode()).hexdigest()


def _send(store: ConnectedStore, body: bytes, token: str) -> http.Response:
    url = f"{SCHEME}://{store.settings['shop']}/admin/api/{VERSION}/graphql.json"
    headers = {"content-type": "application/json", "x-shopify-access-token": token}
    try:
        response = http.request("POST", url, headers=headers, content=body, seconds=30.0)
    except http.HttpProblem as problem:
        raise (AnswerLost if problem.may_have_arrived else StoreUnreachable)(str(problem)) from problem
    if response.status in (402, 423, 429, 430, 503):
        raise StoreUnreachable(f"Shopify can't answer now (status {response.status}).", retry_after=response.retry_after)
    if response.status >= 500:
        raise AnswerLost(f"Shopify failed (status {response.status}).")
    return response


def _read(response: http.Response) -> dict[str, Any]:
    try:
        answer = response.json
    except http.NotJson as problem:
        raise AnswerLost(str(problem)) from problem
    if not isinstance(answer, dict):
        raise AnswerLost(f"{response.host} did not answer as a Shopify store does.")
    return answer


def _problem(errors: Any, answer: Mapping[str, Any]) -> Exception:
    """What the errors of an answer mean for us; the store's words are kept."""
    if not isinstance(errors, list):
        return Rejected(str(errors))
    first = errors[0]
    code, words = (first.get("extensions") or {}).get("code"), str(first.get("message") or "Shopify refused without saying why.")
    if code == "THROTTLED":
        return StoreUnreachable("Shopify asks us to wait.", retry_after=_until_affordable(answer))
    if code in ("INTERNAL_SERVER_ERROR", "TIMEOUT"):
        return AnswerLost(words)
    if code == "MAX_COST_EXCEEDED":
        return TooMuch(words)
    return NotAllowed(words) if code == "ACCESS_DENIED" else Rejected(words)


def _until_affordable(answer: Mapping[str, Any]) -> float:
    """Seconds until the store's bucket holds what the question costs."""
    try:
        cost = answer["extensions"]["cost"]
        status = cost["throttleStatus"]
        missing = float(cost["requestedQueryCost"]) - float(status["currentlyAvailable"])
        return max(1.0, missing / float(status["restoreRate"]))
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return 2.0
