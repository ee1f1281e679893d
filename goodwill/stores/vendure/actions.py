"""Actions → mutations. Each can be asked for again: what was done under the same key before is seen and left alone."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, time
from typing import Any

from goodwill.commerce.contract import (
    Action,
    Address,
    CancelOrder,
    ChangeAddress,
    ChangeCustomerAddress,
    ConnectedStore,
    CreateDiscount,
    DiscountKind,
    EditOrder,
    Incomprehensible,
    OrderSnapshot,
    Outcome,
    Performed,
    PlaceOrder,
    RefundOrder,
)
from goodwill.core.money import Money
from goodwill.stores.vendure import parse, queries
from goodwill.stores.vendure.client import Rejected, ask, change

Wire = dict[str, Any]


def perform(action: Action, key: str, store: ConnectedStore) -> Performed:
    """Carry the action out, or what is left of it after an attempt that broke off."""
    return _HOW[type(action)][0](action, key, store)


def find(action: Action, key: str, store: ConnectedStore) -> Performed | None:
    """What became of the action with this key; None when it has not been done, or not to its end."""
    return _HOW[type(action)][1](action, key, store)


def _refund(action: RefundOrder, key: str, store: ConnectedStore) -> Performed:
    if action.to_credit:
        raise Rejected("Vendure has no store credit to refund to.")
    lines = [{"orderLineId": line.line_external_id, "quantity": line.quantity} for line in action.lines]
    return _pay_back(action.order.external_id, action.amount, action.reason, key, store, lines)


def _find_refund(action: RefundOrder, key: str, store: ConnectedStore) -> Performed | None:
    order = _order(store, action.order.external_id)
    given = _given_back(order, key)
    return _refunded(store, action.order.external_id, key) if given == action.amount.minor else None


def _pay_back(order_id: str, amount: Money, reason: str, key: str, store: ConnectedStore, lines: Sequence[Wire] = ()) -> Performed:
    """Refund from one payment after the other until the amount is reached; what bears the key already counts."""
    order = _order(store, order_id)
    if order["currencyCode"] != amount.currency:
        raise Rejected(f"The order is in {order['currencyCode']}.")
    left = amount.minor - _given_back(order, key)
    for payment in order["payments"] or []:
        part = min(left, _refundable(payment))
        if part > 0:
            given = {"paymentId": payment["id"], "amount": part, "reason": parse.with_reference(reason, key), **_BY_AMOUNT}
            # The pieces are told once, with the first part of the money.
            given["lines"] = [] if _ours(order, key) or left < amount.minor else lines
            change(store, queries.REFUND, {"input": given})
            left -= part
    if left > 0:
        raise Rejected(f"Only {Money(amount.minor - left, amount.currency)} of {amount} could be given back: no more was paid.")
    return _refunded(store, order_id, key)


# Vendure 3 takes the amount as it is, but stores these older fields too, and some databases refuse to store nothing.
_BY_AMOUNT: Wire = {"shipping": 0, "adjustment": 0}


def _refundable(payment: Wire) -> int:
    if payment["state"] != "Settled":
        return 0
    return payment["amount"] - sum(refund["total"] for refund in payment["refunds"] if refund["state"] != "Failed")


def _given_back(order: Wire, key: str) -> int:
    return sum(refund["total"] for refund in _ours(order, key))


def _ours(order: Wire, key: str) -> list[Wire]:
    refunds = [refund for payment in order["payments"] or [] for refund in payment["refunds"]]
    return [refund for refund in refunds if refund["state"] != "Failed" and parse.reference(refund["reason"]) == key]


def _refunded(store: ConnectedStore, order_id: str, key: str) -> Performed:
    order = _order(store, order_id)
    refunds = _ours(order, key)
    is_open = any(refund["state"] != "Settled" for refund in refunds)
    detail = "The store has noted the refund; its payment provider still has to carry it out." if is_open else ""
    return _done(order, detail, external_id=str(refunds[-1]["id"]) if refunds else "")


def _cancel(action: CancelOrder, key: str, store: ConnectedStore) -> Performed:
    """Cancel first: when that is refused, no money may have left."""
    order = _order(store, action.order.external_id)
    if order["state"] != "Cancelled":
        given = {"orderId": order["id"], "cancelShipping": True, "reason": parse.with_reference(action.reason, key)}
        change(store, queries.CANCEL, {"input": given})
    if action.refund:
        return _pay_back(order["id"], action.refund, action.reason, key, store)
    return _done(_order(store, order["id"]))


def _find_cancellation(action: CancelOrder, key: str, store: ConnectedStore) -> Performed | None:
    order = _order(store, action.order.external_id)
    wanted = action.refund.minor if action.refund else 0
    return _done(order) if order["state"] == "Cancelled" and _given_back(order, key) == wanted else None


def _change_address(action: ChangeAddress, key: str, store: ConnectedStore) -> Performed:
    order = _order(store, action.order.external_id)
    with _Modifying(store, order, key) as modifying:
        modifying.modify({"updateShippingAddress": _address(action.address)})
    return _done(_order(store, order["id"]))


def _edit(action: EditOrder, key: str, store: ConnectedStore) -> Performed:
    """Vendure prices what it adds itself: a dry run first, and nothing is done at another difference than was decided."""
    order = _order(store, action.order.external_id)
    pieces = {line["id"]: line["quantity"] for line in order["lines"]}
    taken = [(swap.line_external_id, swap.quantity) for swap in action.swaps]
    taken += [(part.line_external_id, part.quantity) for part in action.remove]
    given = [(swap.variant_external_id, swap.quantity) for swap in action.swaps]
    given += [(part.variant_external_id, part.quantity) for part in action.add]
    for line, quantity in taken:
        if pieces.get(line, 0) < quantity:
            raise Rejected("The order does not contain that many pieces any more.")
        pieces[line] -= quantity
    changed = {line: left for line, left in pieces.items() if left != _quantity(order, line)}
    parts = {
        "adjustOrderLines": [{"orderLineId": line, "quantity": left} for line, left in changed.items()],
        "addItems": [{"productVariantId": variant, "quantity": quantity} for variant, quantity in given],
    }
    with _Modifying(store, order, key) as modifying:
        difference = modifying.modify(parts, dry_run=True) - order["totalWithTax"]
        if difference != action.difference.minor:
            raise Rejected(f"At the store's prices the difference is {Money(difference, action.difference.currency)}.")
        refund = _refund_parts(order, -difference, parse.with_reference(action.reason, key)) if difference < 0 else []
        modifying.modify(parts | ({"refunds": refund} if refund else {}))
        if difference > 0:
            modifying.charge(action.method_external_id)
    return _done(_order(store, order["id"]))


def _refund_parts(order: Wire, amount: int, reason: str) -> list[Wire]:
    parts = []
    for payment in order["payments"] or []:
        part = min(amount, _refundable(payment))
        if part > 0:
            parts.append({"paymentId": payment["id"], "amount": part, "reason": reason})
            amount -= part
    return parts


def _quantity(order: Wire, line_id: str) -> int:
    return next(line["quantity"] for line in order["lines"] if line["id"] == line_id)


def _find_modification(action: ChangeAddress | EditOrder, key: str, store: ConnectedStore) -> Performed | None:
    order = ask(store, queries.MODIFICATIONS, {"id": action.order.external_id})["order"]
    ours = [made for made in order["modifications"] if parse.reference(made["note"]) == key]
    is_complete = order["state"] not in ("Modifying", "ArrangingAdditionalPayment")
    return _done(_order(store, order["id"])) if ours and is_complete else None


class _Modifying:
    """An order's state while it is changed: entered from a paid order, and left to where it came from, also on failure."""

    def __init__(self, store: ConnectedStore, order: Wire, key: str) -> None:
        self._store, self._id, self._key = store, order["id"], key
        self._before = order["state"]
        self._is_paying = False

    def __enter__(self) -> "_Modifying":
        if self._before != "Modifying":
            self._go("Modifying")
        return self

    def modify(self, parts: Wire, *, dry_run: bool = False) -> int:
        """The new total, in minor units; done once under the key, and noted with it."""
        order = ask(self._store, queries.MODIFICATIONS, {"id": self._id})["order"]
        if not dry_run and any(parse.reference(made["note"]) == self._key for made in order["modifications"]):
            return order["totalWithTax"]
        given = {"orderId": self._id, "dryRun": dry_run, "note": parse.with_reference("Goodwill", self._key), **parts}
        return change(self._store, queries.MODIFY, {"input": given})["totalWithTax"]

    def charge(self, method: str) -> None:
        """Take what the change costs more: noted as paid by this method, by which the customer agreed to pay."""
        self._go("ArrangingAdditionalPayment")
        self._is_paying = True
        given = {"orderId": self._id, "method": method or "goodwill", "transactionId": self._key, "metadata": {"by": "Goodwill"}}
        change(self._store, queries.ADD_PAYMENT, {"input": given})

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        back = "PaymentSettled" if self._before in ("Modifying", "ArrangingAdditionalPayment") else self._before
        try:
            self._go(back)
        except Rejected:
            # An order with money missing can't go back; the first failure is the one to tell.
            if error is None:
                raise

    def _go(self, state: str) -> None:
        change(self._store, queries.TRANSITION, {"id": self._id, "state": state})


def _place(action: PlaceOrder, key: str, store: ConnectedStore) -> Performed:
    """A draft, filled and then paid. A draft that broke off has no note with the key, and is never sent to anybody."""
    if done := _find_placed(action, key, store):
        return done
    if not action.is_free:
        raise Rejected("Vendure takes no payment for an order from outside: only orders free of charge can be placed.")
    draft = change(store, queries.CREATE_DRAFT, {})["id"]
    try:
        for item in action.items:
            wanted = {"productVariantId": item.variant_external_id, "quantity": item.quantity}
            change(store, queries.DRAFT_ITEM, {"id": draft, "input": wanted})
        change(store, queries.DRAFT_CUSTOMER, {"id": draft, "customer": action.customer_external_id})
        if action.address:
            change(store, queries.DRAFT_ADDRESS, {"id": draft, "input": _address(action.address)})
        _make_free(store, draft, action, key)
        quotes = ask(store, queries.DRAFT_QUOTES, {"id": draft})["eligibleShippingMethodsForDraftOrder"]
        if not quotes:
            raise Rejected("The store ships in no way to this address.")
        cheapest = min(quotes, key=lambda quote: quote["priceWithTax"])
        total = change(store, queries.DRAFT_SHIPPING, {"id": draft, "method": cheapest["id"]})["totalWithTax"]
        if total:
            raise Rejected("The store would still charge for the order.")
        change(store, queries.ADD_NOTE, {"input": {"id": draft, "isPublic": False, "note": parse.with_reference(action.reason, key)}})
    except Rejected:
        change(store, queries.DELETE_DRAFT, {"id": draft})
        raise
    change(store, queries.TRANSITION, {"id": draft, "state": "ArrangingPayment"})
    given = {"orderId": draft, "method": "goodwill", "transactionId": key, "metadata": {"by": "Goodwill"}}
    change(store, queries.ADD_PAYMENT, {"input": given})
    return _done(_order(store, draft), external_id=draft)


def _make_free(store: ConnectedStore, draft: str, action: PlaceOrder, key: str) -> None:
    """A code of its own takes the whole price off: Vendure prices every line from its list."""
    code = f"GW-{key}"[:60]
    actions = [{"code": "order_percentage_discount", "arguments": [{"name": "discount", "value": "100"}]}, _FREE_SHIPPING]
    _promote(store, code, action.reason or code, actions, [], None)
    change(store, queries.DRAFT_COUPON, {"id": draft, "code": code})


def _find_placed(action: PlaceOrder, key: str, store: ConnectedStore) -> Performed | None:
    options = {"filter": {"transactionId": {"eq": key}}, "take": 1}
    found = ask(store, queries.ORDERS, {"options": options})["list"]["items"]
    return _done(found[0], external_id=found[0]["id"]) if found else None


_FREE_SHIPPING: Wire = {"code": "free_shipping", "arguments": []}
_IN_ORDER = {DiscountKind.PERCENT: "order_percentage_discount", DiscountKind.AMOUNT: "order_fixed_discount"}


def _discount(action: CreateDiscount, key: str, store: ConnectedStore) -> Performed:
    if done := _find_discount(action, key, store):
        return done
    if action.kind is DiscountKind.FREE_SHIPPING:
        actions = [_FREE_SHIPPING]
    else:
        value = action.percent if action.kind is DiscountKind.PERCENT else action.amount and action.amount.minor
        actions = [{"code": _IN_ORDER[action.kind], "arguments": [{"name": "discount", "value": str(value)}]}]
    conditions = []
    if action.minimum:
        limits = [{"name": "amount", "value": str(action.minimum.minor)}, {"name": "taxInclusive", "value": "true"}]
        conditions = [{"code": "minimum_order_amount", "arguments": limits}]
    ends_at = datetime.combine(action.ends_on, time.max, UTC).isoformat() if action.ends_on else None
    made = _promote(store, action.code, action.reason or action.code, actions, conditions, ends_at)
    return Performed(Outcome.DONE, external_id=str(made["id"]), facts={"code": action.code})


def _promote(store: ConnectedStore, code: str, name: str, actions: list[Wire], conditions: list[Wire], ends_at: str | None) -> Wire:
    given = {
        "enabled": True,
        "couponCode": code,
        "usageLimit": 1,
        "perCustomerUsageLimit": 1,
        "endsAt": ends_at,
        "actions": actions,
        "conditions": conditions,
        "translations": [{"languageCode": _language(store), "name": name[:200], "description": ""}],
    }
    return change(store, queries.CREATE_PROMOTION, {"input": given})


def _find_discount(action: CreateDiscount, key: str, store: ConnectedStore) -> Performed | None:
    found = ask(store, queries.PROMOTIONS, {"code": action.code})["promotions"]["items"]
    return Performed(Outcome.DONE, external_id=str(found[0]["id"]), facts={"code": action.code}) if found else None


def _language(store: ConnectedStore) -> str:
    return ask(store, queries.CHANNEL)["activeChannel"]["defaultLanguageCode"]


def _change_customer_address(action: ChangeCustomerAddress, key: str, store: ConnectedStore) -> Performed:
    wire = _customer(store, action.customer_external_id)
    default = next((address for address in wire["addresses"] or [] if address["defaultShippingAddress"]), None)
    if default:
        change(store, queries.UPDATE_ADDRESS, {"input": {"id": default["id"], **_address(action.address)}})
    else:
        given = {"defaultShippingAddress": True, **_address(action.address)}
        change(store, queries.CREATE_ADDRESS, {"id": wire["id"], "input": given})
    return Performed(Outcome.DONE, snapshots=(parse.customer(_customer(store, wire["id"])),))


def _find_customer_address(action: ChangeCustomerAddress, key: str, store: ConnectedStore) -> Performed | None:
    """The store keeps no key with an address; writing the same one again does no harm."""
    return None


def _customer(store: ConnectedStore, customer_id: str) -> Wire:
    found = ask(store, queries.ONE_CUSTOMER, {"id": customer_id})["one"]
    if found is None:
        raise Rejected("The store does not know this customer any more.")
    return found


def _order(store: ConnectedStore, order_id: str) -> Wire:
    found = ask(store, queries.ONE_ORDER, {"id": order_id})["one"]
    if found is None:
        raise Rejected("The store does not know this order any more.")
    return found


def _done(order: Wire, detail: str = "", external_id: str = "") -> Performed:
    snapshot = parse.order(order)
    if not isinstance(snapshot, OrderSnapshot):
        raise Incomprehensible("The store answered with an order that was not placed.")
    return Performed(Outcome.DONE, detail, external_id=external_id, snapshots=(snapshot,))


def _address(address: Address) -> Wire:
    return {
        "fullName": address.name,
        "company": address.company,
        "streetLine1": address.line1,
        "streetLine2": address.line2,
        "city": address.city,
        "province": address.region,
        "postalCode": address.postcode,
        "countryCode": address.country,
        "phoneNumber": address.phone,
    }


_HOW: dict[type, tuple[Callable[..., Performed], Callable[..., Performed | None]]] = {
    RefundOrder: (_refund, _find_refund),
    CancelOrder: (_cancel, _find_cancellation),
    ChangeAddress: (_change_address, _find_modification),
    EditOrder: (_edit, _find_modification),
    PlaceOrder: (_place, _find_placed),
    CreateDiscount: (_discount, _find_discount),
    ChangeCustomerAddress: (_change_customer_address, _find_customer_address),
}
