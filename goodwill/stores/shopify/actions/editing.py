"""Change what an order contains: tried out in an edit session first, and nothing is done at another price than was decided."""

from typing import Any

from goodwill.commerce.contract import ConnectedStore, EditOrder, Performed, VariantQuantity
from goodwill.core.money import Money
from goodwill.stores.shopify import ids, mutations, parse
from goodwill.stores.shopify.actions import orders, refunding
from goodwill.stores.shopify.client import Rejected, change

Wire = dict[str, Any]
_INVOICED = "The store has sent the customer an invoice for the difference."


def edit(action: EditOrder, key: str, store: ConnectedStore) -> Performed:
    order = orders.read(store, action.order.external_id)
    if not _was_edited(order, key):
        _commit(action, key, store, order)
        order = orders.read(store, action.order.external_id)
    return _settle(action, key, store, order)


def find(action: EditOrder, key: str, store: ConnectedStore) -> Performed | None:
    order = orders.read(store, action.order.external_id)
    if not _was_edited(order, key):
        return None
    is_settled = action.difference >= Money.zero(action.difference.currency) or bool(refunding.ours(order, key))
    return orders.done(store, order) if is_settled else None


def _commit(action: EditOrder, key: str, store: ConnectedStore, order: Wire) -> None:
    session = change(store, mutations.BEGIN_EDIT, {"id": order["id"]})["calculatedOrder"]
    before = after = parse.money(session["totalPriceSet"])
    for line, quantity in _what_stays(action, session).items():
        given = {"id": session["id"], "line": line, "quantity": quantity}
        after = _total(change(store, mutations.SET_QUANTITY, given))
    swapped = [VariantQuantity(swap.variant_external_id, swap.quantity, swap.price) for swap in action.swaps]
    for item in [*swapped, *action.add]:
        after = _add(store, session["id"], item)
    difference = after - before
    if difference != action.difference:
        raise Rejected(f"At the store's prices the difference is {difference}, not {action.difference}.")
    # The mark goes first: should the answer to the next request be lost, the lines tell whether it arrived.
    tag = ids.mark(key, _fingerprint(order))
    change(store, mutations.ADD_TAGS, {"id": order["id"], "tags": [tag]})
    change(store, mutations.COMMIT_EDIT, {"id": session["id"], "note": ids.with_reference(action.reason, key)})


def _what_stays(action: EditOrder, session: Wire) -> dict[str, int]:
    """For each line that loses pieces, by its name in the session, how many stay."""
    here = {ids.number(line["id"]): line for line in parse.nodes(session["lineItems"])}
    taken = [(swap.line_external_id, swap.quantity) for swap in action.swaps]
    taken += [(part.line_external_id, part.quantity) for part in action.remove]
    stays: dict[str, int] = {}
    for number, quantity in taken:
        line = here.get(number)
        left = stays.get(line["id"], line["quantity"]) - quantity if line else -1
        if line is None or left < 0:
            raise Rejected("The order does not contain that many pieces any more.")
        stays[line["id"]] = left
    return stays


def _add(store: ConnectedStore, session: str, item: VariantQuantity) -> Money:
    """The new total. Shopify sells at its own price, but for what is given away."""
    given = {"id": session, "variant": ids.gid("ProductVariant", item.variant_external_id), "quantity": item.quantity}
    added = change(store, mutations.ADD_VARIANT, given)
    if item.price is not None and not item.price:
        discount = {"description": "Goodwill", "percentValue": 100.0}
        line = {"id": session, "line": added["calculatedLineItem"]["id"], "discount": discount}
        added = change(store, mutations.ADD_LINE_DISCOUNT, line)
    return _total(added)


def _total(result: Wire) -> Money:
    return parse.money(result["calculatedOrder"]["totalPriceSet"])


def _settle(action: EditOrder, key: str, store: ConnectedStore, order: Wire) -> Performed:
    zero = Money.zero(action.difference.currency)
    if action.difference < zero and not refunding.ours(order, key):
        refunding.pay_back(store, order, -action.difference, action.reason, key, method=action.method_external_id)
        order = orders.read(store, action.order.external_id)
    if action.difference > zero:
        # Nobody outside can charge a card in Shopify: the customer pays by the invoice's link.
        change(store, mutations.SEND_INVOICE, {"id": order["id"]})
        return orders.done(store, order, _INVOICED)
    return orders.done(store, order)


def _was_edited(order: Wire, key: str) -> bool:
    before = ids.state_of_mark(order["tags"], key)
    return before is not None and before != _fingerprint(order)


def _fingerprint(order: Wire) -> str:
    """Which pieces belong to the order; refunds leave it alone, so that only an edit changes it."""
    pieces = sorted((line["id"], line["quantity"], line["currentQuantity"]) for line in parse.nodes(order["lineItems"]))
    return ids.fingerprint(pieces)
