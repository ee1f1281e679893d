"""Actions → requests. Each can be asked for again: what was done under the same key before is seen and left alone."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from goodwill.commerce.contract import (
    Action,
    CancelOrder,
    ChangeAddress,
    ChangeCustomerAddress,
    ConnectedStore,
    CreateDiscount,
    EditOrder,
    Performed,
    PlaceOrder,
    RefundOrder,
)
from goodwill.core.money import Money
from goodwill.stores.woocommerce import addressing, client, discounting, editing, orders, parse, placing
from goodwill.stores.woocommerce.client import Rejected, Wire


@parse.understood
def perform(action: Action, key: str, store: ConnectedStore) -> Performed:
    """Carry the action out, or what is left of it after an attempt that broke off."""
    return _how(action)[0](action, key, store)


@parse.understood
def find(action: Action, key: str, store: ConnectedStore) -> Performed | None:
    """What became of the action with this key; None when it has not been done, or not to its end."""
    return _how(action)[1](action, key, store)


def _how(action: Action) -> "tuple[Callable[..., Performed], Callable[..., Performed | None]]":
    if type(action) not in _HOW:
        raise Rejected(_("WooCommerce can't do this."))
    return _HOW[type(action)]


def _refund(action: RefundOrder, key: str, store: ConnectedStore) -> Performed:
    order = orders.load(store, action.order)
    if action.to_credit or action.to_method not in ("", order["payment_method"]):
        raise Rejected(_("WooCommerce gives money back to the original payment alone."))
    items = orders.items_of(order, action.lines, action.amount, action.shipping)
    return orders.pay_back(store, order, action.amount, action.reason, key, items, restock=action.restock)


def _find_refund(action: RefundOrder, key: str, store: ConnectedStore) -> Performed | None:
    return orders.given_back(store, orders.load(store, action.order), key)


def _cancel(action: CancelOrder, key: str, store: ConnectedStore) -> Performed:
    """Cancel first: when that is refused, no money may have left; and before that see that the money can go back."""
    order = orders.load(store, action.order)
    if order["status"] not in orders.ENDED:
        if order["status"] in orders.GONE:
            raise Rejected(_("The order has left already: it can be returned, not cancelled."))
        if action.refund:
            orders.check_repayment(store, order, action.refund)
        if not action.restock:
            return _refund_all(action, key, order, store)
        order = client.send(store, "PUT", f"/orders/{order['id']}", {"status": "cancelled"})
        orders.note(store, order["id"], parse.with_reference(_("Cancelled at the desk. %s") % action.reason, key))
    if not action.refund:
        return orders.done(store, order["id"])
    try:
        return orders.pay_back(store, order, action.refund, action.reason, key)
    except Rejected as refusal:
        raise Rejected(_("The order is cancelled, but giving money back was refused: %s") % refusal) from refusal


def _refund_all(action: CancelOrder, key: str, order: Wire, store: ConnectedStore) -> Performed:
    """WooCommerce puts into stock whatever it cancels. An order that is refunded as a whole ends too, and leaves the stock."""
    if action.refund is None or action.refund != orders.refundable(order):
        raise Rejected(_("WooCommerce puts the articles back into stock whenever it cancels an order."))
    return orders.pay_back(store, order, action.refund, action.reason, key)


def _find_cancellation(action: CancelOrder, key: str, store: ConnectedStore) -> Performed | None:
    order = orders.load(store, action.order)
    if order["status"] not in orders.ENDED:
        return None
    if action.refund and action.refund > Money.zero(action.refund.currency):
        return orders.given_back(store, order, key)
    return orders.done(store, order["id"])


_HOW: dict[type, tuple[Callable[..., Performed], Callable[..., Performed | None]]] = {
    RefundOrder: (_refund, _find_refund),
    CancelOrder: (_cancel, _find_cancellation),
    ChangeAddress: (addressing.change_order, addressing.find_order),
    ChangeCustomerAddress: (addressing.change_customer, addressing.find_customer),
    EditOrder: (editing.edit, editing.find),
    PlaceOrder: (placing.place, placing.find),
    CreateDiscount: (discounting.create, discounting.find),
}
