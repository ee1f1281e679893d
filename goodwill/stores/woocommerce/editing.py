"""Changes what an order contains. The difference must be what was decided, and a paid order's books must stay right.

WooCommerce counts refunds against an order's total. So what becomes cheaper keeps its total, with a line for what is given
back, and that line is refunded: what was paid, what was refunded and what is left agree at any time.
"""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext as _

from goodwill.commerce.contract import ConnectedStore, EditOrder, Performed
from goodwill.core.amounts import written
from goodwill.core.money import Money
from goodwill.stores.woocommerce import client, orders, parse, tracking
from goodwill.stores.woocommerce.client import Rejected, Wire

NOTED = "_goodwill_edit"
_OPEN = frozenset({"pending", "on-hold", "failed", "processing"})
_EXACT = Decimal("0.000001")


def edit(action: EditOrder, key: str, store: ConnectedStore) -> Performed:
    order = orders.load(store, action.order)
    detail = ""
    if not _is_edited(order, key):
        document = _document(action, key, order, store)
        if action.difference.minor < 0 and order["date_paid_gmt"]:
            orders.check_repayment(store, order, -action.difference)
        expected = Money.parse(order["total"], order["currency"])
        if not order["date_paid_gmt"]:
            expected += action.difference
        order = client.send(store, "PUT", f"/orders/{order['id']}", document)
        orders.note(store, order["id"], parse.with_reference(_("Changed at the desk. %s") % action.reason, key))
        total = Money.parse(order["total"], order["currency"])
        if total != expected:
            detail = _("The store now counts %(its)s in all, not %(ours)s: look at the order there.") % {
                "its": written(total),
                "ours": written(expected),
            }
    return _settled(action, key, order, store, detail)


def find(action: EditOrder, key: str, store: ConnectedStore) -> Performed | None:
    order = orders.load(store, action.order)
    if not _is_edited(order, key):
        return None
    if not _is_repaid(action, order):
        return orders.done(store, order["id"])
    return orders.given_back(store, order, key)


def _settled(action: EditOrder, key: str, order: Wire, store: ConnectedStore, detail: str) -> Performed:
    if _is_repaid(action, order):
        back = -action.difference
        lines = [fee for fee in order["fee_lines"] if Money.parse(fee["total"], back.currency) == back][-1:]
        items = [{"id": fee["id"], "refund_total": float(back.amount)} for fee in lines]
        try:
            return orders.pay_back(store, order, back, action.reason, key, items)
        except Rejected as refusal:
            raise Rejected(_("The order is changed, but giving money back was refused: %s") % refusal) from refusal
    facts = {"payment_url": str(order["payment_url"])} if action.difference.minor > 0 and order.get("payment_url") else {}
    return orders.done(store, order["id"], detail, facts=facts)


def _is_edited(order: Wire, key: str) -> bool:
    return tracking.meta(order).get(NOTED) == key


def _is_repaid(action: EditOrder, order: Wire) -> bool:
    return action.difference.minor < 0 and bool(order["date_paid_gmt"])


def _document(action: EditOrder, key: str, order: Wire, store: ConnectedStore) -> Wire:
    """The change as WooCommerce takes it; raise Rejected where it can't be made as decided."""
    if order["status"] not in _OPEN:
        raise Rejected(_("The order has left already, or was cancelled."))
    lines = {str(line["id"]): line for line in order["line_items"]}
    taken = Counter[str]()
    for swap in action.swaps:
        taken[swap.line_external_id] += swap.quantity
    for part in action.remove:
        taken[part.line_external_id] += part.quantity
    _check_pieces(taken, lines, order, store)
    given: list[tuple[str, int, Money | None]] = [(swap.variant_external_id, swap.quantity, swap.price) for swap in action.swaps]
    given += [(item.variant_external_id, item.quantity, item.price) for item in action.add]
    articles = [_Article(store, variant, count, price, order["currency"]) for variant, count, price in given]
    cost = sum(article.gross.minor for article in articles)
    difference = Money(cost - sum(orders.share(lines[line], count, order) for line, count in taken.items()), order["currency"])
    if difference != action.difference:
        raise Rejected(_("At the store's prices the difference is %s.") % written(difference))
    if difference.minor > 0 and order["date_paid_gmt"]:
        raise Rejected(_("WooCommerce can't charge more for an order that is paid: place another order for what is added."))
    tax = _tax(lines.values())
    items = [_less(lines[line], count) for line, count in taken.items()] + [article.item(tax) for article in articles]
    document: Wire = {"line_items": items, "meta_data": [{"key": NOTED, "value": key}]}
    if difference.minor < 0 and order["date_paid_gmt"]:
        document["fee_lines"] = [{"name": _("Given back"), "total": str(-difference.amount), "tax_status": "none"}]
    return document


def _check_pieces(taken: Counter[str], lines: dict[str, Wire], order: Wire, store: ConnectedStore) -> None:
    refunds = client.every(store, f"/orders/{order['id']}/refunds") if order["refunds"] else []
    returned = parse.returned(refunds)
    for line, count in taken.items():
        if line not in lines or lines[line]["quantity"] - returned.get(line, 0) < count:
            raise Rejected(_("The order does not contain that many pieces any more."))


def _tax(lines: Iterable[Wire]) -> Decimal:
    """The share of tax on top of the price, as the order was taxed: its lines are, and new ones will be."""
    sold = list(lines)
    net = sum(Decimal(line["total"]) for line in sold)
    return sum(Decimal(line["total_tax"]) for line in sold) / net if net else Decimal(0)


def _less(line: Wire, count: int) -> Wire:
    """A line with so many pieces less; WooCommerce does not change its sums by itself, and drops a line of none."""
    left = line["quantity"] - count
    if not left:
        return {"id": line["id"], "quantity": 0}
    sums = {name: str((Decimal(line[name]) * left / line["quantity"]).quantize(_EXACT)) for name in ("subtotal", "total")}
    return {"id": line["id"], "quantity": left, **sums}


class _Article:
    """What comes into an order, at the agreed price, or at the store's."""

    def __init__(self, store: ConnectedStore, variant: str, count: int, price: Money | None, currency: str) -> None:
        self._product = product(store, variant)
        self._count = count
        each = price if price is not None else Money.parse(self._product["price"] or 0, currency)
        if each.currency != currency:
            raise Rejected(_("The order is in %s.") % currency)
        self.gross = each * count

    def item(self, tax: Decimal) -> Wire:
        net = str((self.gross.amount / (1 + tax)).quantize(_EXACT))
        return {**named(self._product), "quantity": self._count, "subtotal": net, "total": net}


def product(store: ConnectedStore, variant: str) -> Wire:
    """A product or one of its variations: WooCommerce finds both under their number."""
    found = client.get(store, f"/products/{variant}")
    if found is None or found.get("status") == "trash":
        raise Rejected(_("The store does not have this article any more."))
    return dict(found)


def named(product: Wire) -> Wire:
    parent = product.get("parent_id") if product.get("type") == "variation" else 0
    return {"product_id": parent, "variation_id": product["id"]} if parent else {"product_id": product["id"]}
