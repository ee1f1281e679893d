"""A home-made store over HTTP that goes wrong on demand: speaks the generic contract over the practice shop.

    with FaultyStore(snapshots) as store:
        store.faults.append(Fault.LOST_ANSWER)
        connector.perform(action, "key", store.connected())

Each fault is used up by one request about actions. What was performed is told by webhooks, which wait in ``events`` until
the test delivers them: ``store.hook(event)``, as often and as late as it likes.
"""

import json
import threading
from collections import deque
from collections.abc import Callable, Iterable
from datetime import datetime
from enum import Enum
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.test.utils import override_settings

from goodwill.commerce.contract import ConnectedStore, HookRequest, OrderSnapshot, Outcome, Performed, Resource, Snapshot
from goodwill.commerce.contract.documents import SNAPSHOTS, decode_action, encode, encode_all
from goodwill.core.clock import now
from goodwill.core.money import Money
from goodwill.stores.generic.signatures import SIGNATURE, TIMESTAMP, request_headers, signature
from goodwill.stores.practice import books
from goodwill.stores.practice.memory import MemoryShelf
from goodwill.stores.practice.shop import identity, perform
from tests.servers import Answer, Asked, Server

SECRET = "a secret of at least sixteen"  # noqa: S105


class Fault(Enum):
    """What goes wrong with one request; those of the second group have performed it before."""

    RATE_LIMITED = "429 with Retry-After, nothing done"
    BROKEN = "500, nothing done"
    SILENT = "the connection closes, nothing done"
    GARBAGE = "200 with nonsense, nothing done"
    PROXY_404 = "404 from a proxy in between, nothing done"

    BROKEN_AFTER = "500, but done"
    LOST_ANSWER = "the connection closes, but done"
    GARBAGE_AFTER = "200 with nonsense, but done"
    CUT_OFF = "half an answer, but done"

    @property
    def performs(self) -> bool:
        return self in (Fault.BROKEN_AFTER, Fault.LOST_ANSWER, Fault.GARBAGE_AFTER, Fault.CUT_OFF)


class FaultyStore:
    """The store, its faults and its webhooks. ``act`` may be another shop's way of performing (see retail.py)."""

    def __init__(
        self, snapshots: Iterable[Snapshot] = (), currency: str = "EUR", act: Callable[[Any, str, datetime], Performed] | None = None
    ):
        self.shelf = MemoryShelf(snapshots)
        self.currency = currency
        self.faults: deque[Fault] = deque()
        self.events: list[bytes] = []
        self.asked: list[Asked] = []
        self.act = act or (lambda action, key, at: perform(self.shelf, action, key, at))
        self._lock = threading.Lock()
        self._server = Server(self._respond)
        self._allowed = override_settings(PRIVATE_HOSTS=[f"127.0.0.1:{self._server.port}"])

    def __enter__(self) -> "FaultyStore":
        self._server.start()
        self._allowed.enable()
        return self

    def __exit__(self, *_: object) -> None:
        self._allowed.disable()
        self._server.stop()

    @property
    def settings(self) -> dict[str, str]:
        """What the store's form would keep."""
        return {"url": f"{self._server.url}/goodwill", "secret": SECRET}

    def connected(self, id: int = 1) -> ConnectedStore:
        return ConnectedStore(id, "Faulty", self.currency, self.settings, "https://desk.example/hooks/stores/token")

    def order(self, external_id: str) -> OrderSnapshot:
        found = self.shelf.get(Resource.ORDERS, external_id)
        assert isinstance(found, OrderSnapshot)
        return found

    def refunded(self, external_id: str) -> Money:
        return books.refunded(self.order(external_id))

    def tell(self, *snapshots: Snapshot, topic: str = "changed") -> bytes:
        """Let things change in the store by themselves, and note the webhook about it."""
        with self._lock:
            self.shelf.put(snapshots)
            return self._note(topic, snapshots)

    def hook(self, event: bytes, at: datetime | None = None) -> HookRequest:
        """An event as it is delivered at this moment, signed."""
        moment = at or now()
        timestamp = str(int(moment.timestamp()))
        headers = {TIMESTAMP: timestamp, SIGNATURE: signature(SECRET, timestamp, event), "content-type": "application/json"}
        return HookRequest("POST", headers, {}, event, moment)

    def _note(self, topic: str, snapshots: Iterable[Snapshot]) -> bytes:
        event = json.dumps({"id": f"evt-{len(self.events) + 1}", "topic": topic, **encode_all(tuple(snapshots))}).encode()
        self.events.append(event)
        return event

    def _respond(self, asked: Asked) -> Answer:
        self.asked.append(asked)
        timestamp = asked.headers.get(TIMESTAMP, "")
        expected = signature(SECRET, timestamp, asked.method, asked.target, asked.body)
        if asked.headers.get(SIGNATURE) != expected:
            return _json(401, {"detail": "wrong signature"})
        path = unquote(urlsplit(asked.target).path).removeprefix("/goodwill")
        query = dict(parse_qsl(urlsplit(asked.target).query))
        with self._lock:
            match path.strip("/").split("/", 1):
                case [""]:
                    return _json(200, {"version": 1, "name": "Faulty"})
                case ["actions"]:
                    return self._acting(json.loads(asked.body, parse_float=str))
                case ["actions", key]:
                    return self._finding(key)
                case [resource]:
                    return self._page(resource, query)
                case [resource, id]:
                    return self._one(resource, id)
        return _json(404, {})

    def _acting(self, document: dict[str, Any]) -> Answer:
        fault = self.faults.popleft() if self.faults else None
        if fault and not fault.performs:
            return _spoilt(fault, {})
        key = document.pop("key")
        is_new = self.shelf.recall(key) is None
        performed = self.act(decode_action(document, self.currency), key, now())
        if is_new and performed.outcome is Outcome.DONE:
            self.shelf.remember(key, performed)
            self._note(f"{document['kind']}.done", performed.snapshots)
        answer = _answer(performed)
        return _spoilt(fault, answer) if fault else _json(200, answer)

    def _finding(self, key: str) -> Answer:
        if self.faults:
            return _spoilt(self.faults.popleft(), {})
        performed = self.shelf.recall(key)
        return _json(200, _answer(performed)) if performed else _json(404, {"outcome": "none"})

    def _page(self, resource: str, query: dict[str, str]) -> Answer:
        if resource not in [one.value for one in SNAPSHOTS]:
            return _json(404, {})
        things = [(encode(thing)["updated_at"], identity(thing), thing) for thing in self.shelf.all(Resource(resource)).values()]
        since, limit = query.get("since", ""), int(query.get("limit", "100"))
        moment = datetime.fromisoformat(since) if since else None
        after = tuple(query.get("cursor", "").split("~", 1))
        wanted = sorted(
            thing for thing in things if (not moment or thing[2].updated_at >= moment) and (after == ("",) or thing[:2] > after)
        )
        document: dict[str, Any] = {"items": [encode(thing) for _, _, thing in wanted[:limit]], "total": len(things)}
        if len(wanted) > limit:
            document["cursor"] = "~".join(wanted[limit - 1][:2])
        return _json(200, document)

    def _one(self, resource: str, id: str) -> Answer:
        if resource == Resource.STOCK:
            return _json(200, {"items": [encode(place) for place in self.shelf.stock_of(id)]})
        thing = self.shelf.get(Resource(resource), id)
        return _json(200, encode(thing)) if thing else _json(404, {})


def signed(method: str, target: str, body: bytes = b"") -> dict[str, str]:
    """Headers of a request that the desk might have sent, for tests that ask the store by hand."""
    return request_headers(SECRET, now(), method, target, body)


def _answer(performed: Performed) -> dict[str, Any]:
    return {
        "outcome": performed.outcome.value,
        "detail": performed.detail,
        "id": performed.external_id,
        "facts": dict(performed.facts),
        **encode_all(performed.snapshots),
    }


def _json(status: int, document: Any, headers: dict[str, str] | None = None) -> Answer:
    return Answer(status, json.dumps(document).encode(), {"Content-Type": "application/json", **(headers or {})})


def _spoilt(fault: Fault, answer: dict[str, Any]) -> Answer:
    match fault:
        case Fault.RATE_LIMITED:
            return _json(429, {"detail": "Slow down."}, {"Retry-After": "7"})
        case Fault.BROKEN | Fault.BROKEN_AFTER:
            return Answer(500, b"<h1>Oops</h1>")
        case Fault.GARBAGE | Fault.GARBAGE_AFTER:
            return Answer(200, b'{"outcome": "perhaps"}')
        case Fault.PROXY_404:
            return Answer(404, b"<h1>Not found</h1>")
        case Fault.CUT_OFF:
            return Answer(
                write=lambda handler: handler.wfile.write(
                    b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + json.dumps(answer).encode()[:40]
                )
            )
    return Answer(is_silent=True)
