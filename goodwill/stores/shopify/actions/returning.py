"""Take pieces of a delivered order back. The note of each returned line carries our key."""

from collections.abc import Iterator
from typing import Any

from goodwill.commerce.contract import ConnectedStore, CreateReturn, Performed
from goodwill.stores.shopify import ids, mutations, parse
from goodwill.stores.shopify.actions import orders
from goodwill.stores.shopify.client import Rejected, change

Wire = dict[str, Any]
_LONGEST_NOTE = 255
_NO_LABEL = "Shopify makes no return label for other apps: buy it in the order's return there, and it appears here."


def take_back(action: CreateReturn, key: str, store: ConnectedStore) -> Performed:
    order = orders.read(store, action.order.external_id)
    if not _ours(order, key):
        note = ids.with_reference(action.reason, key, _LONGEST_NOTE)
        lines = [{**line, "returnReason": "OTHER", "returnReasonNote": note} for line in _sent_pieces(order, action)]
        change(store, mutations.CREATE_RETURN, {"input": {"orderId": order["id"], "returnLineItems": lines}})
        order = orders.read(store, action.order.external_id)
    return _told(action, key, store, order)


def find(action: CreateReturn, key: str, store: ConnectedStore) -> Performed | None:
    order = orders.read(store, action.order.external_id)
    return _told(action, key, store, order) if _ours(order, key) else None


def _told(action: CreateReturn, key: str, store: ConnectedStore, order: Wire) -> Performed:
    made = _ours(order, key)
    return orders.done(store, order, _NO_LABEL if action.wants_label else "", external_id=ids.number(made["id"]) if made else "")


def _ours(order: Wire, key: str) -> Wire | None:
    for one in parse.nodes(order["returns"]):
        if any(ids.reference(line.get("returnReasonNote")) == key for line in parse.nodes(one["returnLineItems"])):
            return one
    return None


def _sent_pieces(order: Wire, action: CreateReturn) -> Iterator[Wire]:
    """The pieces as they were sent: one line of the order may lie in several parcels."""
    for wanted in action.lines:
        left = wanted.quantity
        for parcel in order["fulfillments"]:
            for piece in parse.nodes(parcel["fulfillmentLineItems"]):
                if left and ids.number(piece["lineItem"]["id"]) == wanted.line_external_id:
                    taken = min(left, piece["quantity"])
                    left -= taken
                    yield {"fulfillmentLineItemId": piece["id"], "quantity": taken}
        if left:
            raise Rejected("Not that many pieces of this line were sent.")
