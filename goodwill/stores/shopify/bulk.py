"""The first import: Shopify writes everything into one file, of which we read a part at a time.

A place is ``bulk:<operation>:<byte>``: after a failure the same bytes are read again. Lines of the file are objects, each
followed by its children.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from goodwill.commerce.contract import ConnectedStore, Incomprehensible, Resource, StoreUnreachable
from goodwill.stores.shopify import client, ids, queries

Wire = dict[str, Any]
PART = 4 * 1024 * 1024
# A thing with all its children must fit into this.
LARGEST = 16 * 1024 * 1024
PAUSE = 15.0
_PLACE = "bulk:"
_UNDER = {"LineItem": "lineItems", "ProductVariant": "variants", "StoreCreditAccount": "storeCreditAccounts"}


class Unavailable(Exception):
    """There is no export to read, or not any more: read page by page."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some of an export. ``place`` is where the next part begins, "" at the end."""

    things: list[Wire]
    place: str
    total: int | None = None


def is_place(cursor: str) -> bool:
    return cursor.startswith(_PLACE)


def begin(store: ConnectedStore, resource: Resource) -> str:
    """Ask for an export; its first place."""
    try:
        made = client.change(store, queries.RUN_BULK, {"query": queries.BULK[resource]})["bulkOperation"]
    except client.Rejected as problem:
        raise Unavailable(str(problem)) from problem
    return f"{_PLACE}{ids.number(made['id'])}:0"


def read(store: ConnectedStore, cursor: str) -> Part:
    """The part at a place; raise StoreUnreachable while Shopify is still writing, Unavailable when it gave up."""
    operation, _, start = cursor.removeprefix(_PLACE).partition(":")
    found = client.ask(store, queries.BULK_STATUS, {"id": ids.gid("BulkOperation", operation)})["one"]
    if not found or found["status"] in ("FAILED", "CANCELED", "CANCELING", "EXPIRED"):
        raise Unavailable("Shopify gave the export up.")
    if found["status"] != "COMPLETED":
        raise StoreUnreachable(f"Shopify is writing its export: {found['objectCount']} so far.", retry_after=PAUSE)
    total = int(found["rootObjectCount"])
    if not found["url"]:
        return Part([], "", total)
    things, end = _things(found["url"], int(start), int(found["fileSize"]))
    return Part(things, f"{_PLACE}{operation}:{end}" if end < int(found["fileSize"]) else "", total)


def _things(url: str, start: int, size: int) -> tuple[list[Wire], int]:
    """The whole things from a byte on, and the byte where the first one begins that is not whole."""
    length = PART
    while True:
        data = client.read_part(url, start, min(length, size - start))
        if start + len(data) >= size:
            return _assembled(data.splitlines()), size
        if (cut := _last_thing(data)) > 0:
            return _assembled(data[:cut].splitlines()), start + cut
        if not data or length >= LARGEST:
            raise Incomprehensible("The export holds something that is too large, or ends too early.")
        length *= 2


def _last_thing(data: bytes) -> int:
    """Where the last object that is nobody's child begins: more of its children may follow behind our bytes."""
    end = data.rfind(b"\n") + 1
    while end > 0:
        begin = data.rfind(b"\n", 0, end - 1) + 1
        if begin != end and b'"__parentId"' not in data[begin:end]:
            return begin
        end = begin
    return 0


def _assembled(lines: Iterable[bytes]) -> list[Wire]:
    """Children put back into their parents, as an answer to a question would have them."""
    things: list[Wire] = []
    for thing in map(_loads, filter(None, lines)):
        if "__parentId" in thing:
            things[-1].setdefault(_UNDER[thing["__typename"]], {"nodes": []})["nodes"].append(thing)
        else:
            things.append(thing)
    return things


def _loads(line: bytes) -> Wire:
    found = json.loads(line, parse_float=str)
    if not isinstance(found, dict):
        raise Incomprehensible("The export holds a line that is no object.")
    return found


def needs_more(order: Mapping[str, Any]) -> bool:
    """Whether an order has what an export can't hold: pieces of refunds and of single parcels, a carrier's news, returns."""
    parcels = order["fulfillments"]
    is_whole = len(parcels) == 1 and order["displayFulfillmentStatus"] == "FULFILLED" and parcels[0]["displayStatus"] == "DELIVERED"
    return bool(order["refunds"]) or order["returnStatus"] != "NO_RETURN" or (bool(parcels) and not is_whole)
