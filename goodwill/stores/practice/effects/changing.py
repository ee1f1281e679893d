"""Changes what an order says: where it goes, who pays, until when it may come back."""

from dataclasses import replace

from django.utils.translation import gettext as _

from goodwill.commerce.contract import (
    ChangeAddress,
    ChangeCustomerAddress,
    ChangePayment,
    ExtendReturnWindow,
    OrderSnapshot,
    OrderStatus,
    Outcome,
    Performed,
    RefundSnapshot,
    ShipmentStatus,
)
from goodwill.stores.practice.books import charge, give_back, left
from goodwill.stores.practice.shop import Declined, Scene


def address(scene: Scene, action: ChangeAddress) -> Performed:
    order = scene.order(action.order)
    if order.status not in (OrderStatus.PENDING, OrderStatus.PROCESSING) or order.shipments:
        raise Declined(_("The label is made already; the address can't be changed any more."))
    scene.put(replace(order, shipping_address=action.address))
    return Performed(Outcome.DONE, _("The order goes to the new address."), order.external_id)


def customer_address(scene: Scene, action: ChangeCustomerAddress) -> Performed:
    customer = scene.required_customer(action.customer_external_id)
    scene.put(replace(customer, address=action.address))
    return Performed(Outcome.DONE, _("The customer's address is changed."), customer.external_id)


def payment(scene: Scene, action: ChangePayment) -> Performed:
    order = scene.order(action.order)
    require_pending(order)
    if action.amount > left(order):
        raise Declined(_("Only %s was paid.") % left(order))
    pattern = RefundSnapshot(f"re-{scene.key}", action.amount, reason=_("Paid by other means"), idempotency_key=scene.key)
    order = give_back(scene, order, pattern)
    scene.put(charge(scene, order, action.amount, action.method_external_id))
    return Performed(Outcome.DONE, _("The order is paid by other means."), order.external_id)


def return_window(scene: Scene, action: ExtendReturnWindow) -> Performed:
    order = scene.order(action.order)
    if order.return_until and action.until < order.return_until:
        raise Declined(_("The order may come back for longer than that already."))
    scene.put(replace(order, return_until=action.until))
    return Performed(Outcome.DONE, _("The order may come back until %s.") % action.until, order.external_id)


def require_pending(order: OrderSnapshot) -> None:
    """Raise Declined when somebody has begun to pack it."""
    if order.status is not OrderStatus.PENDING or any(one.status is not ShipmentStatus.LABEL for one in order.shipments):
        raise Declined(_("The order is being packed, or has left; it can't be changed any more."))
