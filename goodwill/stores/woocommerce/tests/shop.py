"""A small WooCommerce of ours: takes requests that keep to the published description alone, and acts on what it holds.

    with Shop(certificate) as shop:
        shop.faults.append(("POST", "/refunds", Fault.LOST_ANSWER))
        WooCommerce().perform(action, "key", shop.connected())

Whatever does not keep to the description stands in ``wrong`` afterwards. A fault is used up by the first request that
it names.
"""

import base64
import copy
import hashlib
import hmac
import json
import ssl
import threading
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from goodwill.commerce.contract import ConnectedStore, HookRequest
from goodwill.core.clock import now
from goodwill.stores.woocommerce.tests import schema
from tests.servers import Answer, Asked, Server

PAYLOADS = Path(__file__).parent.parent / "payloads"
HOOK = "https://desk.example/hooks/stores/token"
KEY, SECRET, HOOK_SECRET = "ck_1", "cs_1", "a secret of the webhooks"
RATE = Decimal("0.19")
THEN = datetime(2026, 3, 5, 8, tzinfo=UTC)


class Fault(Enum):
    RATE_LIMITED = "429 with Retry-After, nothing done"
    UPDATING = "503 with Retry-After, nothing done"
    PAGE = "404 with a page of somebody in between, nothing done"
    BROKEN = "500, nothing done"
    SILENT = "the connection closes, nothing done"
    GARBAGE = "200 with nonsense, nothing done"
    EMPTY = "200 with a document that says nothing, nothing done"
    BROKEN_AFTER = "500, but done"
    LOST_ANSWER = "the connection closes, but done"
    GARBAGE_AFTER = "200 with nonsense, but done"
    EMPTY_AFTER = "200 with a document that says nothing, but done"


AFTER = (Fault.BROKEN_AFTER, Fault.LOST_ANSWER, Fault.GARBAGE_AFTER, Fault.EMPTY_AFTER)
UNKNOWN = (Fault.BROKEN, Fault.SILENT, Fault.GARBAGE, Fault.EMPTY, *AFTER)


def document(name: str, /, **changes: Any) -> Any:
    found = json.loads((PAYLOADS / f"{name}.json").read_text())
    return {**found, **changes} if changes else found


class Refusal(Exception):
    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code = status, code


class Shop:
    def __init__(self, certificate: Path, version: str = schema.NEW) -> None:
        self.version = version
        self.wrong: list[str] = []
        self.faults: list[tuple[str, str, Fault]] = []
        self.orders: dict[int, Any] = {1042: document("order", refunds=[], status="processing", meta_data=[])}
        self.refunds: dict[int, list[Any]] = {1042: []}
        self.notes: list[tuple[int, str]] = []
        self.customers: dict[int, Any] = {7: document("customer")}
        self.variations: dict[int, list[Any]] = {22: document("variations")}
        self.products: dict[int, Any] = {22: document("product"), 21: _simple(21, "Oak board", "25")}
        self.coupons: list[Any] = []
        self.hooks: list[Any] = []
        self.gateways = {"stripe": ["products", "refunds"], "bacs": ["products"]}
        self.provider_says = ""
        self.may_write = True
        self._clock, self._numbers = THEN, 5000
        self._lock = threading.Lock()
        self._server = Server(self._respond)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        # The greeting is done by the thread that answers, not by the one that takes connections.
        self._server._http.socket = context.wrap_socket(self._server._http.socket, server_side=True, do_handshake_on_connect=False)

    def __enter__(self) -> "Shop":
        self._server.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.stop()

    @property
    def port(self) -> int:
        return self._server.port

    @property
    def asked(self) -> list[str]:
        return [f"{asked.method} {urlsplit(asked.target).path.removeprefix('/wp-json/wc/v3')}" for asked in self._server.asked]

    @property
    def settings(self) -> dict[str, Any]:
        url = f"https://127.0.0.1:{self.port}"
        return {"url": url, "consumer_key": KEY, "consumer_secret": SECRET, "hook_secret": HOOK_SECRET, "notes_by_hand": False}

    def connected(self, **settings: Any) -> ConnectedStore:
        return ConnectedStore(1, "Shop", "EUR", {**self.settings, **settings}, HOOK)

    def paid_back(self, order: int = 1042) -> Decimal:
        return sum((Decimal(refund["amount"]) for refund in self.refunds[order]), Decimal(0))

    def add_order(self, number: int, **changes: Any) -> Any:
        self.orders[number] = document("order", id=number, number=str(number), refunds=[], meta_data=[], **changes)
        self.refunds[number] = []
        return self.orders[number]

    def hook(self, topic: str, body: Any, secret: str = HOOK_SECRET, delivery: str = "d1") -> HookRequest:
        """A webhook as it is delivered."""
        raw = json.dumps(body).encode()
        signature = base64.b64encode(hmac.new(secret.encode(), raw, hashlib.sha256).digest()).decode()
        resource, event = topic.split(".")
        named = {"topic": topic, "resource": resource, "event": event, "id": "3", "delivery-id": delivery, "signature": signature}
        headers = {f"x-wc-webhook-{name}": value for name, value in named.items()}
        return HookRequest("POST", {**headers, "content-type": "application/json"}, {}, raw, now())

    def number(self) -> int:
        self._numbers += 1
        return self._numbers

    def touch(self, wire: Any) -> None:
        self._clock += timedelta(seconds=1)
        wire["date_modified_gmt"] = self._clock.strftime("%Y-%m-%dT%H:%M:%S")

    def _respond(self, asked: Asked) -> Answer:
        parts = urlsplit(asked.target)
        path, query = parts.path.removeprefix("/wp-json/wc/v3"), dict(parse_qsl(parts.query))
        fault = self._fault(asked.method, path)
        if fault and fault not in AFTER:
            return _spoilt(fault)
        with self._lock:
            try:
                answer = self._acted(asked, path, query)
            except Refusal as refusal:
                answer = _json({"code": refusal.code, "message": str(refusal), "data": {"status": refusal.status}}, refusal.status)
        return _spoilt(fault) if fault else answer

    def _fault(self, method: str, path: str) -> Fault | None:
        for place, (its, ending, fault) in enumerate(self.faults):
            if its == method and path.endswith(ending):
                del self.faults[place]
                return fault
        return None

    def _acted(self, asked: Asked, path: str, query: dict[str, str]) -> Answer:
        given = base64.b64decode(asked.headers.get("authorization", "").removeprefix("Basic ")).decode()
        if given != f"{KEY}:{SECRET}":
            raise Refusal(401, "woocommerce_rest_authentication_error", "Consumer secret is invalid.")
        if asked.method == "GET" and not path:
            return _json(schema.description(self.version))
        if asked.method != "GET" and not self.may_write:
            raise Refusal(401, "woocommerce_rest_authentication_error", "The API key provided does not have write permissions.")
        found = schema.match(self.version, asked.method, path)
        if found is None:
            self.wrong.append(f"{asked.method} {path} is no route")
            raise Refusal(404, "rest_no_route", "No route was found.")
        body = json.loads(asked.body) if asked.body else None
        self.wrong += [f"{asked.method} {path}: {problem}" for problem in schema.violations(found[1], query, body)]
        from goodwill.stores.woocommerce.tests import counter

        answer = counter.serve(self, asked.method, path.strip("/").split("/"), query, body)
        if isinstance(answer, list) and asked.method == "GET":
            return _page(answer, query)
        return _json(answer, 201 if asked.method == "POST" else 200)


def _simple(number: int, name: str, price: str) -> Any:
    wire = document("product", id=number, name=name, type="simple", price=price, regular_price=price, variations=[], sku="OAK")
    return {**wire, "attributes": [], "stock_quantity": 5, "date_modified_gmt": "2026-02-01T08:00:00"}


def _page(found: list[Any], query: dict[str, str]) -> Answer:
    size, number = int(query.get("per_page", "10")), int(query.get("page", "1"))
    return _json(found[(number - 1) * size : number * size], 200, {"X-WP-Total": str(len(found))})


def _json(found: Any, status: int = 200, headers: dict[str, str] | None = None) -> Answer:
    return Answer(status, json.dumps(copy.deepcopy(found)).encode(), {"Content-Type": "application/json", **(headers or {})})


def _spoilt(fault: Fault) -> Answer:
    match fault:
        case Fault.RATE_LIMITED:
            return Answer(429, b"Slow down", {"Retry-After": "7"})
        case Fault.UPDATING:
            return Answer(503, b"Briefly unavailable for scheduled maintenance.", {"Retry-After": "600"})
        case Fault.PAGE:
            return Answer(404, b"<h1>Not found</h1>")
        case Fault.BROKEN | Fault.BROKEN_AFTER:
            return Answer(500, b"<p>There has been a critical error on this website.</p>")
        case Fault.EMPTY | Fault.EMPTY_AFTER:
            return _json({})
        case Fault.GARBAGE | Fault.GARBAGE_AFTER:
            return Answer(200, b"<b>Warning</b>: something in plugin.php")
    return Answer(is_silent=True)
