"""A server that speaks Shopify's Admin interface: it checks every question against the schema, and can go wrong on demand."""

import json
from collections import deque
from collections.abc import Callable
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from graphql import DocumentNode, GraphQLError, build_schema, execute, parse, validate

from goodwill.commerce.contract import ConnectedStore
from goodwill.stores.shopify import client
from goodwill.stores.shopify.tests.memory import Memory, Wire, connection
from goodwill.stores.shopify.tests.mutating import Mutations, Refused
from tests.servers import Answer, Asked, Server

SCHEMA = build_schema((Path(__file__).parent / "schema.graphql").read_text())
SECRET = "test-secret-of-the-app"
TOKEN = "shpat_of-the-tests"
HOOK_URL = "https://desk.example.com/hooks/stores/abc"


class Fault(StrEnum):
    LOST = "lost"  # acts, then closes the connection without a word
    THROTTLED = "throttled"
    BUSY = "busy"
    BROKEN = "broken"
    DEAR = "dear"


class FakeShopify(Server):
    """``faults`` are taken one for each question, oldest first; ``only_at`` has them wait for a mutation of this name."""

    def __init__(self) -> None:
        super().__init__(self._answer)
        self.memory = Memory()
        self.mutations = Mutations(self.memory)
        self.faults: deque[Fault] = deque()
        self.only_at = ""
        self.largest_page = 1_000
        self.most_lines = 1_000
        self.problems: list[str] = []
        self.token = TOKEN
        self.signed_in = 0
        self.operations: dict[str, Wire] = {}
        self.is_writing = False
        self.refuses_exports = False

    def connected(self, **settings: Any) -> ConnectedStore:
        given = {"shop": f"127.0.0.1:{self.port}", "client_secret": SECRET, "access_token": TOKEN, **settings}
        return ConnectedStore(1, "Fern & Fable", "EUR", given, HOOK_URL)

    def _answer(self, asked: Asked) -> Answer:
        if asked.target == "/admin/oauth/access_token":
            self.signed_in += 1
            return _json({"access_token": self.token, "expires_in": 86_399})
        if asked.target.startswith("/export/"):
            return self._export(asked)
        if asked.target != f"/admin/api/{client.VERSION}/graphql.json":
            return Answer(404)
        if asked.headers.get("x-shopify-access-token") != self.token:
            return Answer(401, b'{"errors": "[API] Invalid API key or access token"}')
        question = json.loads(asked.body)
        is_meant = bool(self.faults) and self.only_at in question["query"]
        fault = self.faults.popleft() if is_meant else None
        match fault:
            case Fault.THROTTLED:
                return _json(_throttled())
            case Fault.BUSY:
                return Answer(429, b"", {"Retry-After": "4"})
            case Fault.BROKEN:
                return Answer(502, b"<html>Bad gateway</html>")
        answer = self._execute(question["query"], question.get("variables") or {})
        return Answer(is_silent=True) if fault is Fault.LOST else _json(answer)

    def _execute(self, document: str, variables: Wire) -> Wire:
        parsed, errors = _checked(document)
        if errors:
            self.problems += [error.message for error in errors]
            return {"errors": [{"message": errors[0].message, "extensions": {"code": "undefinedField"}}]}
        if (variables.get("first") or 0) > self.largest_page or (variables.get("lines") or 0) > self.most_lines:
            return {"errors": [{"message": "Query cost is too high", "extensions": {"code": "MAX_COST_EXCEEDED"}}]}
        result = execute(SCHEMA, parsed, root_value=self._root(), variable_values=variables)
        answer: Wire = {"data": result.data}
        if result.errors:
            answer["errors"] = [{"message": error.message} for error in result.errors]
            self.problems += [error.message for error in result.errors]
        return answer

    def _root(self) -> dict[str, Any]:
        memory = self.memory
        lists = {
            "orders": memory.orders,
            "customers": memory.customers,
            "products": memory.products,
            "productVariants": memory.variants,
            "abandonedCheckouts": memory.checkouts,
            "giftCards": memory.gift_cards,
            "draftOrders": memory.drafts,
        }
        alone = ("node", "order", "customer", "product", "productVariant", "inventoryItem", "giftCard")
        root: dict[str, Any] = {name: self._listing(things) for name, things in lists.items()}
        root |= dict.fromkeys(alone, lambda info, id: memory.things.get(id))
        root |= {name: self._careful(getattr(self.mutations, name)) for name in dir(self.mutations) if name in _MUTATIONS}
        scopes = [{"handle": scope, "description": ""} for scope in ("write_orders", "read_all_orders")]
        return root | {
            "nodes": lambda info, ids: [memory.things.get(one) for one in ids],
            "shop": {"id": "gid://shopify/Shop/1", "name": "Fern & Fable", "currencyCode": "EUR"},
            "currentAppInstallation": {"id": "gid://shopify/AppInstallation/1", "accessScopes": scopes},
            "codeDiscountNodeByCode": lambda info, code: memory.codes.get(code),
            "webhookSubscriptions": lambda info, uri=None, **_rest: connection([one for one in memory.hooks if one["uri"] == uri])(info),
            "bulkOperationRunQuery": self._run_export,
        }

    @staticmethod
    def _listing(things: list[Wire]) -> Callable[..., Any]:
        def found(info: Any, query: str | None = None, reverse: bool = False, **arguments: Any) -> Any:
            some = [thing for thing in things if _matches(thing, query)]
            arguments.pop("sortKey", None)
            return connection(some[::-1] if reverse else some)(info, **arguments)

        return found

    @staticmethod
    def _careful(act: Callable[..., Wire]) -> Callable[..., Wire]:
        def careful(info: Any, **arguments: Any) -> Wire:
            try:
                return {"userErrors": [], "orderCancelUserErrors": [], **act(info, **arguments)}
            except Refused as refusal:
                said = [{"message": str(refusal), "field": None}]
                return {"userErrors": said, "orderCancelUserErrors": said}

        return careful

    def _run_export(self, info: Any, query: str, groupObjects: bool) -> Wire:
        if self.refuses_exports:
            return {"userErrors": [{"message": "A bulk query operation for this app and shop is already in progress"}]}
        parsed, errors = _checked(query)
        self.problems += [error.message for error in errors]
        assert groupObjects, "children must follow their parents"
        result = execute(SCHEMA, parsed, root_value=self._root())
        assert not result.errors, result.errors
        assert result.data is not None
        (roots,) = result.data.values()
        lines = list(_flattened(roots))
        body = b"".join(json.dumps(line, ensure_ascii=False).encode() + b"\n" for line in lines)
        made = self.memory.new("BulkOperation", body=body, objectCount=str(len(lines)), rootObjectCount=str(len(roots["edges"])))
        made |= {"status": "RUNNING" if self.is_writing else "COMPLETED", "fileSize": str(len(body))}
        made["url"] = f"{self.url}/export/{made['id'].rsplit('/', 1)[-1]}" if body else None
        self.operations[made["id"]] = made
        return {"bulkOperation": made, "userErrors": []}

    def finish_exports(self, status: str = "COMPLETED") -> None:
        for operation in self.operations.values():
            operation["status"] = status

    def _export(self, asked: Asked) -> Answer:
        body = self.operations[f"gid://shopify/BulkOperation/{asked.target.rsplit('/', 1)[-1]}"]["body"]
        start, _, end = asked.headers["range"].removeprefix("bytes=").partition("-")
        return Answer(206, body[int(start) : int(end) + 1])


@cache
def _checked(document: str) -> tuple[DocumentNode, list[GraphQLError]]:
    parsed = parse(document)
    return parsed, validate(SCHEMA, parsed)


_MUTATIONS = frozenset(SCHEMA.mutation_type.fields if SCHEMA.mutation_type else ())


def _matches(thing: Wire, query: str | None) -> bool:
    """The two searches that we make: by the time of change, and by number."""
    if not query:
        return True
    name, _, value = query.partition(":")
    if name == "id":
        return bool(thing["id"].endswith(f"/{value}"))
    assert name == "updated_at", query
    return "updatedAt" not in thing or thing["updatedAt"] >= value.removeprefix(">=").strip("'").replace("Z", "+00:00")


def _flattened(connection: Wire, parent: str = "") -> Any:
    """As an export writes it: each thing on a line, its children behind it with the parent's id."""
    for edge in connection["edges"]:
        thing = {name: value for name, value in edge["node"].items() if not (isinstance(value, dict) and "edges" in value)}
        yield thing | ({"__parentId": parent} if parent else {})
        for value in edge["node"].values():
            if isinstance(value, dict) and "edges" in value:
                yield from _flattened(value, edge["node"]["id"])


def _throttled() -> Wire:
    status = {"maximumAvailable": 1000.0, "currentlyAvailable": 100, "restoreRate": 50.0}
    cost = {"requestedQueryCost": 400, "actualQueryCost": None, "throttleStatus": status}
    return {"errors": [{"message": "Throttled", "extensions": {"code": "THROTTLED"}}], "extensions": {"cost": cost}}


def _json(answer: Any) -> Answer:
    return Answer(200, json.dumps(answer).encode(), {"Content-Type": "application/json"})
