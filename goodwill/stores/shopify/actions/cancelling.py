"""Cancel an order, then give its money back: the store cancels in a job of its own, and no money may leave before."""

from goodwill.commerce.contract import CancelOrder, ConnectedStore, Outcome, Performed
from goodwill.stores.shopify import ids, mutations
from goodwill.stores.shopify.actions import orders, refunding
from goodwill.stores.shopify.client import change

_PAUSE = 3.0
_LONGEST_NOTE = 255


def cancel(action: CancelOrder, key: str, store: ConnectedStore) -> Performed:
    """Shopify could refund while it cancels, but only everything, and without our key: so we refund ourselves."""
    order = orders.read(store, action.order.external_id)
    if not order["cancelledAt"]:
        given = {
            "id": order["id"],
            "method": {"originalPaymentMethodsRefund": False},
            "restock": action.restock,
            "reason": "CUSTOMER",
            "note": ids.with_reference(action.reason, key, _LONGEST_NOTE),
            "notify": action.notify,
        }
        change(store, mutations.CANCEL, given)
        order = orders.read(store, action.order.external_id)
    if not order["cancelledAt"]:
        # Asked again in a moment with the same key; a second cancellation of the same order does no harm.
        return Performed(Outcome.TEMPORARY, "The store is still cancelling the order.", retry_after=_PAUSE)
    if action.refund and not refunding.ours(order, key):
        refunding.pay_back(store, order, action.refund, action.reason, key, {"notify": action.notify})
        order = orders.read(store, action.order.external_id)
    return refunding.told(store, order, key)


def find(action: CancelOrder, key: str, store: ConnectedStore) -> Performed | None:
    order = orders.read(store, action.order.external_id)
    is_paid_back = not action.refund or bool(refunding.ours(order, key))
    return refunding.told(store, order, key) if order["cancelledAt"] and is_paid_back else None
