"""Money back: to the payments that it came from, or as store credit. The refund's note carries our key."""

from collections.abc import Sequence
from typing import Any

from goodwill.commerce.contract import ConnectedStore, LineQuantity, Performed, RefundOrder
from goodwill.core.money import Money
from goodwill.stores.shopify import ids, mutations, parse
from goodwill.stores.shopify.actions import orders
from goodwill.stores.shopify.client import Rejected, change

Wire = dict[str, Any]


def refund(action: RefundOrder, key: str, store: ConnectedStore) -> Performed:
    order = orders.read(store, action.order.external_id)
    if not ours(order, key):
        extra: Wire = {"refundLineItems": _pieces(order, action.lines, is_restocked=action.restock), "notify": action.notify}
        if action.shipping:
            extra["shipping"] = {"amount": orders.amount(action.shipping)}
        if action.to_credit:
            pay_to_credit(store, order, action.amount, action.reason, key, extra)
        else:
            pay_back(store, order, action.amount, action.reason, key, extra, method=action.to_method)
        order = orders.read(store, action.order.external_id)
    return told(store, order, key)


def find(action: RefundOrder, key: str, store: ConnectedStore) -> Performed | None:
    order = orders.read(store, action.order.external_id)
    return told(store, order, key) if ours(order, key) else None


def pay_back(
    store: ConnectedStore, order: Wire, amount: Money, reason: str, key: str, extra: Wire | None = None, *, method: str = ""
) -> None:
    """One refund, spread over the payments until the amount is reached; refused whole where not that much was paid."""
    _check_currency(order, amount)
    left, transactions = amount.minor, []
    for paid, rest in parse.refundable(order["transactions"], order["refunds"]):
        part = min(left, rest.minor)
        if part > 0 and (not method or method in (paid["gateway"], ids.number(paid["id"]))):
            given = {"orderId": order["id"], "parentId": paid["id"], "gateway": paid["gateway"], "kind": "REFUND"}
            transactions.append({**given, "amount": orders.amount(Money(part, amount.currency))})
            left -= part
    if left > 0:
        raise Rejected(f"Only {Money(amount.minor - left, amount.currency)} of {amount} can be given back there: no more was paid.")
    _create(store, order, amount, reason, key, {**(extra or {}), "transactions": transactions})


def pay_to_credit(store: ConnectedStore, order: Wire, amount: Money, reason: str, key: str, extra: Wire) -> None:
    _check_currency(order, amount)
    method = {"storeCreditRefund": {"amount": orders.money_input(amount)}}
    _create(store, order, amount, reason, key, {**extra, "transactions": [], "refundMethods": [method]})


def ours(order: Wire, key: str) -> list[Wire]:
    """The refunds with our key in which some money goes or went back, or which were made as credit."""
    return [refund for refund in order["refunds"] if ids.reference(refund["note"]) == key]


def told(store: ConnectedStore, order: Wire, key: str) -> Performed:
    made = ours(order, key)
    is_open = any(part["status"] == "PENDING" for refund in made for part in parse.given_back(refund))
    detail = "The store has noted the refund; its payment provider still has to carry it out." if is_open else ""
    return orders.done(store, order, detail, external_id=ids.number(made[-1]["id"]) if made else "")


def _create(store: ConnectedStore, order: Wire, amount: Money, reason: str, key: str, given: Wire) -> None:
    what = {"orderId": order["id"], "currency": amount.currency, "note": ids.with_reference(reason, key), **given}
    change(store, mutations.REFUND, {"input": what, "key": ids.idempotency_key(key)})


def _check_currency(order: Wire, amount: Money) -> None:
    currency = parse.money(order["totalPriceSet"]).currency
    if currency != amount.currency:
        raise Rejected(f"The order is in {currency}.")


def _pieces(order: Wire, lines: Sequence[LineQuantity], *, is_restocked: bool) -> list[Wire]:
    """Pieces that have not left go back by calling them off, all others to where they were sent from."""
    known = {ids.number(line["id"]): line for line in parse.nodes(order["lineItems"])}
    pieces = []
    for wanted in lines:
        line = known.get(wanted.line_external_id)
        if line is None:
            raise Rejected("The order does not contain this line any more.")
        piece: Wire = {"lineItemId": line["id"], "quantity": wanted.quantity, "restockType": "NO_RESTOCK"}
        if is_restocked:
            is_here = wanted.quantity <= line["unfulfilledQuantity"]
            piece["restockType"] = "CANCEL" if is_here else "RETURN"
            place = None if is_here else _sent_from(order, line["id"])
            if place:
                piece["locationId"] = place
        pieces.append(piece)
    return pieces


def _sent_from(order: Wire, line_id: str) -> str | None:
    for parcel in order["fulfillments"]:
        if any(piece["lineItem"]["id"] == line_id for piece in parse.nodes(parcel["fulfillmentLineItems"])):
            return (parcel["location"] or {}).get("id")
    return None
