"""What all actions on orders share: reading one, giving money back once, and telling how it stands."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from django.utils.translation import gettext as _

from goodwill.commerce.contract import ConnectedStore, Incomprehensible, LineQuantity, OrderRef, Outcome, Performed, StoreUnreachable
from goodwill.core.amounts import written
from goodwill.core.money import Money
from goodwill.stores.woocommerce import client, parse, reading
from goodwill.stores.woocommerce.client import AnswerLost, Rejected, Wire

REFUNDS = r"/orders/(?P<order_id>[\d]+)/refunds"
GONE = frozenset({"completed", "shipped", "delivered"})
ENDED = frozenset({"cancelled", "refunded"})


def load(store: ConnectedStore, order: OrderRef) -> Wire:
    found = client.get(store, f"/orders/{order.external_id}")
    if found is None or found["status"] == "trash":
        raise Rejected(_("The store does not know this order any more."))
    return dict(found)


def done(
    store: ConnectedStore, order_id: Any, detail: str = "", external_id: str = "", facts: Mapping[str, str] | None = None
) -> Performed:
    """It is done, and how the order stands now; a webhook will say so where the store can't be asked again."""
    try:
        snapshot = reading.order(store, client.get(store, f"/orders/{order_id}"))
    except (StoreUnreachable, Rejected, Incomprehensible, TypeError):
        snapshot = None
    return Performed(Outcome.DONE, detail, external_id, facts or {}, (snapshot,) if snapshot else ())


def note(store: ConnectedStore, order_id: Any, words: str) -> None:
    """Tell the store's staff who did it. What was done stays done where the note can't be left."""
    with suppress(StoreUnreachable, Rejected, Incomprehensible):
        client.send(store, "POST", f"/orders/{order_id}/notes", {"note": words, "customer_note": False})


def refundable(order: Wire) -> Money:
    """What WooCommerce would still give back; nothing of an order that was not paid."""
    left = Decimal(order["total"]) + sum(Decimal(refund["total"]) for refund in order["refunds"])
    return Money.parse(left if order["date_paid_gmt"] else 0, order["currency"])


def check_repayment(store: ConnectedStore, order: Wire, amount: Money) -> None:
    """Refuse what can't be given back before anything else of an action is done."""
    if amount.currency != order["currency"]:
        raise Rejected(_("The order is in %s.") % order["currency"])
    if amount > refundable(order):
        raise Rejected(_("Only %s of this order can still be given back.") % written(refundable(order)))
    if not store.settings.get("notes_by_hand") and not _refunds_itself(store, order):
        raise Rejected(
            _("%s can't give money back by itself. Send it by hand, or let the desk note such refunds: see the store's settings.")
            % (order["payment_method_title"] or _("The payment method"))
        )


def pay_back(
    store: ConnectedStore, order: Wire, amount: Money, reason: str, key: str, items: Sequence[Wire] = (), *, restock: bool = False
) -> Performed:
    """Refund once for each key. A refund that is noted under it, but not known to be paid, is never tried again."""
    if found := given_back(store, order, key):
        return found
    check_repayment(store, order, amount)
    document: Wire = {
        "amount": str(amount.amount),
        "reason": parse.with_reference(reason, key),
        "api_refund": _refunds_itself(store, order),
    }
    # Before there was this choice, lines had another form, and were always put back into stock.
    if "api_restock" in client.arguments(store, REFUNDS, "POST"):
        document |= {"api_restock": restock, "line_items": list(items)}
    made = client.send(store, "POST", f"/orders/{order['id']}/refunds", document)
    return _refunded(store, order, made)


def given_back(store: ConnectedStore, order: Wire, key: str) -> Performed | None:
    """What became of the refund with this key; raise AnswerLost where the store can't say whether it was paid."""
    for refund in client.every(store, f"/orders/{order['id']}/refunds"):
        if parse.reference(refund["reason"]) == key:
            return _refunded(store, order, refund)
    return None


def items_of(order: Wire, lines: Sequence[LineQuantity], amount: Money, shipping: Money | None) -> list[Wire]:
    """The refund's parts: the lines' and the shipping's share of ``amount``, each split into price and tax as it was sold."""
    if amount.currency != order["currency"] or (shipping and shipping.currency != order["currency"]):
        raise Rejected(_("The order is in %s.") % order["currency"])
    sold = {str(line["id"]): line for line in order["line_items"] + order["fee_lines"]}
    if missing := [line.line_external_id for line in lines if line.line_external_id not in sold]:
        raise Rejected(_("The order does not contain the line %s any more.") % missing[0])
    parts = [(sold[line.line_external_id], line.quantity, share(sold[line.line_external_id], line.quantity, order)) for line in lines]
    left = amount - (shipping or Money.zero(amount.currency))
    whole = sum(value for _line, _count, value in parts)
    items = []
    for place, (line, count, value) in enumerate(parts, start=1):
        # The last one takes what rounding left over.
        part = left if place == len(parts) or not whole else Money(left.minor * value // whole, amount.currency)
        left, whole = left - part, whole - value
        items.append({"id": line["id"], "quantity": count, **_split(line, part)})
    for line in order["shipping_lines"] if shipping else ():
        total = parse.gross(line, "total", amount.currency)
        part = min(shipping or total, total)
        shipping = (shipping or part) - part
        items.append({"id": line["id"], **_split(line, part)})
    return items


def share(line: Wire, count: int, order: Wire) -> int:
    """What ``count`` pieces of a line cost with tax after discounts, in minor units, as the desk counts it."""
    total = parse.gross(line, "total", order["currency"]).minor
    return int((Decimal(total * count) / (line.get("quantity") or 1)).to_integral_value(ROUND_HALF_EVEN))


def _split(line: Wire, amount: Money) -> Wire:
    gross = parse.gross(line, "total", amount.currency)
    taxes = [tax for tax in line["taxes"] if Decimal(tax["total"] or 0)]
    shares = [(tax["id"], Decimal(tax["total"]) * amount.minor / gross.minor) for tax in taxes] if gross else []
    rounded = [(number, Money.parse(value, amount.currency)) for number, value in shares]
    net = amount - sum((tax for _number, tax in rounded), Money.zero(amount.currency))
    given: Wire = {"refund_total": float(net.amount)}
    if rounded:
        given["refund_tax"] = [{"id": str(number), "refund_total": float(tax.amount)} for number, tax in rounded]
    return given


def _refunds_itself(store: ConnectedStore, order: Wire) -> bool:
    """Whether the order's means of payment can send money back without a person."""
    if not order["payment_method"]:
        return False
    gateway = client.get(store, f"/payment_gateways/{order['payment_method']}")
    return gateway is not None and "refunds" in gateway.get("method_supports", ["refunds"])


def _refunded(store: ConnectedStore, order: Wire, refund: Wire) -> Performed:
    detail = ""
    if not refund.get("refunded_payment", True):
        if _refunds_itself(store, order):
            raise AnswerLost(_("The store has noted the refund, but not that its payment provider paid it: look it up there."))
        detail = _("The store has noted the refund; somebody has to send the money by hand.")
    return done(store, order["id"], detail, str(refund["id"]))
