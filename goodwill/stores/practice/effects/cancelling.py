"""Cancels an order that has not left the house."""

from dataclasses import replace

from django.utils.translation import gettext as _

from goodwill.commerce.contract import CancelOrder, LineQuantity, OrderStatus, Outcome, Performed, RefundSnapshot, ShipmentStatus
from goodwill.stores.practice.books import give_back
from goodwill.stores.practice.effects.refunding import restock
from goodwill.stores.practice.shop import Declined, Scene


def cancel(scene: Scene, action: CancelOrder) -> Performed:
    order = scene.order(action.order)
    if order.status is OrderStatus.CANCELLED:
        raise Declined(_("The order is cancelled already."))
    has_left = any(shipment.status is not ShipmentStatus.LABEL for shipment in order.shipments)
    if has_left or order.status not in (OrderStatus.PENDING, OrderStatus.PROCESSING):
        raise Declined(_("The order has left the house and can't be cancelled."))
    if action.refund:
        pattern = RefundSnapshot(f"re-{scene.key}", action.refund, reason=action.reason, idempotency_key=scene.key)
        order = give_back(scene, order, pattern)
    if action.restock:
        rest = [LineQuantity(line.external_id, line.quantity - line.refunded_quantity) for line in order.lines]
        restock(scene, order, tuple(pieces for pieces in rest if pieces.quantity))
    scene.put(replace(order, status=OrderStatus.CANCELLED, cancelled_at=scene.at, cancel_reason=action.reason, shipments=()))
    return Performed(Outcome.DONE, _("The order is cancelled."), order.external_id)
