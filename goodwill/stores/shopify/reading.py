"""Whole things out of Shopify: in pages, alone, and out of an export.

Shopify prices a question before it answers, by what it could return, and refuses what is too dear: then we ask for less.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from goodwill.commerce.contract import Batch, ConnectedStore, Resource, Snapshot
from goodwill.stores.shopify import bulk, hooks, ids, parse, queries
from goodwill.stores.shopify.client import NotAllowed, TooMuch, ask

Wire = dict[str, Any]

_PAGE = {
    Resource.PRODUCTS: 25,
    Resource.STOCK: 50,
    Resource.CUSTOMERS: 50,
    Resource.ORDERS: 25,
    Resource.CARTS: 25,
    Resource.GIFT_CARDS: 100,
}
_SIZES: dict[Resource, Mapping[str, int]] = {
    Resource.PRODUCTS: {"lines": 20},
    Resource.STOCK: {"lines": 10},
    Resource.ORDERS: {"lines": 20, "parts": 8},
    Resource.CARTS: {"lines": 20},
}
# For an order that is too dear even alone; what does not fit is asked for after it.
_LITTLE = {"lines": 5, "parts": 2}
# What many apps may not read; a store goes without it.
_OPTIONAL = (Resource.CARTS, Resource.GIFT_CARDS)
_ONE = {
    Resource.PRODUCTS: ("Product", queries.ONE_PRODUCT),
    Resource.STOCK: ("ProductVariant", queries.ONE_STOCK),
    Resource.CUSTOMERS: ("Customer", queries.ONE_CUSTOMER),
    Resource.GIFT_CARDS: ("GiftCard", queries.ONE_GIFT_CARD),
}
# The size of page that a store took, so that each question is refused once at most.
_taken: dict[tuple[str, Resource], int] = {}


def page(store: ConnectedStore, resource: Resource, after: str, since: datetime | None) -> Batch:
    """One page in the order of change. A cursor of Shopify's names a thing, so that it may be asked for again."""
    given: Wire = {"after": after or None, **_SIZES.get(resource, {})}
    if since:
        given["query"] = f"updated_at:>='{since.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}'"
    try:
        found = _affordable(store, resource, given)
    except NotAllowed:
        if resource in _OPTIONAL:
            return Batch(())
        raise
    read = tuple(snapshot for one in found["nodes"] for snapshot in snapshots(store, resource, one))
    return Batch(read, cursor=found["pageInfo"]["endCursor"] if found["pageInfo"]["hasNextPage"] else "")


def export(store: ConnectedStore, resource: Resource, place: str) -> Batch:
    part = bulk.read(store, place)
    if resource is Resource.ORDERS:
        # The size of a question for several orders is that of a page of them.
        dear = [one["id"] for one in part.things if bulk.needs_more(one)]
        whole = {one["id"]: one for one in _several(store, dear)}
        things = [complete_order(store, whole[one["id"]]) if one["id"] in whole else one for one in part.things]
        return Batch(tuple(parse.order(one, store.settings["shop"]) for one in things), part.place, part.total)
    read = tuple(snapshot for one in part.things for snapshot in snapshots(store, resource, one))
    return Batch(read, part.place, part.total)


def order(store: ConnectedStore, external_id: str) -> Wire | None:
    given = {"id": ids.gid("Order", external_id)}
    try:
        found = ask(store, queries.ONE_ORDER, {**given, **_SIZES[Resource.ORDERS]})["one"]
    except TooMuch:
        found = ask(store, queries.ONE_ORDER, {**given, **_LITTLE})["one"]
    return complete_order(store, found) if found else None


def one(store: ConnectedStore, resource: Resource, external_id: str) -> Sequence[Snapshot] | None:
    """How one thing stands; None when it is gone."""
    if resource is Resource.CARTS:
        given = {"first": 1, "after": None, "query": f"id:{external_id}", **_SIZES[resource]}
        found = parse.nodes(ask(store, queries.LISTS[resource], given)["page"])
        return snapshots(store, resource, found[0]) if found and ids.number(found[0]["id"]) == external_id else None
    if resource is Resource.STOCK and external_id.startswith(hooks.STOCK_ITEM):
        item = ids.gid("InventoryItem", external_id.removeprefix(hooks.STOCK_ITEM))
        found = ask(store, queries.STOCK_OF_ITEM, {"id": item, **_SIZES[resource]})["one"]
        is_known = found and found["variant"]
        return parse.stock(parse.nodes(found["inventoryLevels"]), found["variant"]["id"]) if is_known else []
    if resource is Resource.ORDERS:
        whole = order(store, external_id)
        return [parse.order(whole, store.settings["shop"])] if whole else None
    kind, document = _ONE[resource]
    wire = ask(store, document, {"id": ids.gid(kind, external_id), **_SIZES.get(resource, {})})["one"]
    return snapshots(store, resource, wire) if wire else None


def snapshots(store: ConnectedStore, resource: Resource, wire: Wire) -> Sequence[Snapshot]:
    match resource:
        case Resource.ORDERS:
            return [parse.order(complete_order(store, wire), store.settings["shop"])]
        case Resource.PRODUCTS:
            return [parse.product(_complete_product(store, wire), store.currency, store.settings["shop"])]
        case Resource.STOCK:
            return parse.stock(parse.nodes(wire["inventoryItem"]["inventoryLevels"]), wire["id"])
    simple: dict[Resource, Callable[[Wire], Snapshot]] = {
        Resource.CUSTOMERS: parse.customer,
        Resource.CARTS: parse.cart,
        Resource.GIFT_CARDS: parse.gift_card,
    }
    return [simple[resource](wire)]


def complete_order(store: ConnectedStore, wire: Wire) -> Wire:
    """With the lines and pieces that did not fit into the first answer."""
    _follow(store, wire, "lineItems", queries.MORE_LINES)
    _follow(store, wire, "returns", queries.MORE_RETURNS)
    for name, few in queries.FEW.items():
        if len(wire[name]) >= few:
            wire[name] = ask(store, queries.MANY[name], {"id": wire["id"], "parts": _LITTLE["parts"]})["one"][name]
    named = [("refunds", "refundLineItems"), ("fulfillments", "fulfillmentLineItems"), ("returns", "returnLineItems")]
    for parts, pieces in named:
        held = wire[parts]
        for part in held if isinstance(held, list) else parse.nodes(held):
            if part[pieces]["pageInfo"]["hasNextPage"]:
                part[pieces] = ask(store, queries.WHOLE_PART, {"id": part["id"]})["one"][pieces]
    return wire


def _complete_product(store: ConnectedStore, wire: Wire) -> Wire:
    _follow(store, wire, "variants", queries.MORE_VARIANTS)
    return wire


def _follow(store: ConnectedStore, wire: Wire, name: str, document: str) -> None:
    """Read on in a connection to its end; one out of an export is whole."""
    held = wire.get(name) or {}
    ahead = held.get("pageInfo") or {}
    while ahead.get("hasNextPage"):
        more = ask(store, document, {"id": wire["id"], "after": ahead["endCursor"]})["one"][name]
        held["nodes"] += more["nodes"]
        ahead = more["pageInfo"]


def _affordable(store: ConnectedStore, resource: Resource, given: Wire) -> Wire:
    place = (str(store.settings["shop"]), resource)
    size = _taken.get(place, _PAGE[resource])
    little = {name: _LITTLE[name] for name in given if name in _LITTLE}
    while True:
        try:
            found: Wire = ask(store, queries.LISTS[resource], {"query": None, **given, "first": size})["page"]
        except TooMuch:
            if size == 1 and given == {**given, **little}:
                raise
            given = {**given, **little} if size == 1 else given
            _taken[place] = size = max(1, size // 2)
        else:
            return found


def _several(store: ConnectedStore, global_ids: Sequence[str]) -> Iterable[Wire]:
    place, start = (str(store.settings["shop"]), Resource.ORDERS), 0
    while start < len(global_ids):
        size = _taken.get(place, _PAGE[Resource.ORDERS])
        try:
            given = {"ids": global_ids[start : start + size], **_SIZES[Resource.ORDERS]}
            found = ask(store, queries.ORDERS_BY_ID, given)["some"]
        except TooMuch:
            if size == 1:
                raise
            _taken[place] = max(1, size // 2)
            continue
        yield from filter(None, found)
        start += size
