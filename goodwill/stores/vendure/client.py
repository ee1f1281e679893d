"""The only place that speaks to Vendure: GraphQL over HTTP, signed in as an administrator."""

import hashlib
import json
import threading
from collections.abc import Mapping
from typing import Any

from goodwill.commerce.contract import ConnectedStore, Incomprehensible, StoreUnreachable
from goodwill.core import http
from goodwill.stores.vendure import queries

TOKEN_HEADER = "vendure-auth-token"  # noqa: S105 - the name of a header
_tokens: dict[str, str] = {}
_signing_in = threading.Lock()


class SignInRefused(Exception):
    """The user name or the password is not right."""


class AnswerLost(StoreUnreachable):
    """The store may have acted on what was asked, and did not say so."""


class Rejected(Exception):
    """The store says no for good; the sentence is its own."""


def ask(store: ConnectedStore, document: str, variables: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The ``data`` of an answer; raise StoreUnreachable, AnswerLost, SignInRefused, Rejected or Incomprehensible."""
    answer = _post(store, document, variables, _token(store))
    if _is_signed_out(answer):
        answer = _post(store, document, variables, _token(store, after_losing=True))
    if errors := answer.get("errors"):
        raise Rejected(str(errors[0].get("message", "")) or "The store refused without saying why.")
    if not isinstance(answer.get("data"), dict):
        raise Incomprehensible("The store answered without data.")
    return answer["data"]


def change(store: ConnectedStore, document: str, variables: Mapping[str, Any]) -> dict[str, Any]:
    """The ``result`` of a mutation; raise Rejected with the store's words for each of its error results."""
    result = ask(store, document, variables)["result"]
    if "errorCode" in result:
        raise Rejected(str(result.get("transitionError") or result["message"]))
    return result


def sign_in(store: ConnectedStore) -> str:
    """A new session's token."""
    given = {"username": store.settings["username"], "password": store.settings["password"]}
    response = _send(store, queries.LOGIN, given, "")
    answer = _read(response)
    if (answer.get("data") or {}).get("login", {}).get("__typename") != "CurrentUser":
        raise SignInRefused("The store does not know this user name with this password.")
    token = response.headers.get(TOKEN_HEADER, "")
    if not token:
        raise Incomprehensible("The store signs in by cookies alone: add “bearer” to its authOptions.tokenMethod.")
    return token


def _token(store: ConnectedStore, *, after_losing: bool = False) -> str:
    """The session that this process has with the store; one thread at a time makes a new one."""
    place = _place(store)
    known = _tokens.get(place)
    if known and not after_losing:
        return known
    with _signing_in:
        if _tokens.get(place) in (None, known):
            _tokens[place] = sign_in(store)
        return _tokens[place]


def _place(store: ConnectedStore) -> str:
    """A key per account, so that changed settings never use the session of the old ones."""
    account = [store.settings[name] for name in ("admin_url", "username", "password")]
    return hashlib.sha256(json.dumps(account).encode()).hexdigest()


def _post(store: ConnectedStore, document: str, variables: Mapping[str, Any] | None, token: str) -> dict[str, Any]:
    return _read(_send(store, document, variables, token))


def _send(store: ConnectedStore, document: str, variables: Mapping[str, Any] | None, token: str) -> http.Response:
    headers = {"content-type": "application/json", **({"authorization": f"Bearer {token}"} if token else {})}
    if store.settings.get("channel_token"):
        headers["vendure-token"] = store.settings["channel_token"]
    body = json.dumps({"query": document, "variables": variables or {}}).encode()
    try:
        response = http.request("POST", store.settings["admin_url"], headers=headers, content=body)
    except http.HttpProblem as problem:
        raise _lost(problem) from problem
    if response.status == 429 or response.status >= 500:
        sentence = f"The store can't answer now (status {response.status})."
        raise (StoreUnreachable if response.status in (429, 503) else AnswerLost)(sentence, retry_after=response.retry_after)
    return response


def _lost(problem: http.HttpProblem) -> StoreUnreachable:
    return (AnswerLost if problem.may_have_arrived else StoreUnreachable)(str(problem))


def _read(response: http.Response) -> dict[str, Any]:
    try:
        answer = response.json
    except http.NotJson as problem:
        raise AnswerLost(str(problem)) from problem
    if not isinstance(answer, dict):
        raise AnswerLost(f"{response.host} did not answer as a Vendure store does.")
    return answer


def _is_signed_out(answer: Mapping[str, Any]) -> bool:
    return any((error.get("extensions") or {}).get("code") == "FORBIDDEN" for error in answer.get("errors") or [])
