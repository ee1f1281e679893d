"""Gives money back for an order, in all or for some of its lines."""

from dataclasses import replace

from django.utils.translation import gettext as _

from goodwill.commerce.contract import LineQuantity, OrderSnapshot, Outcome, Performed, RefundOrder, RefundSnapshot
from goodwill.stores.practice.books import STORE_CREDIT, give_back
from goodwill.stores.practice.shop import Declined, Scene


def refund(scene: Scene, action: RefundOrder) -> Performed:
    order = scene.order(action.order)
    if action.shipping and action.shipping > action.amount:
        raise Declined(_("More for shipping than in all."))
    order = count_refunded(order, action.lines)
    pattern = RefundSnapshot(
        external_id=f"re-{scene.key}",
        amount=action.amount,
        reason=action.reason,
        method_external_id=STORE_CREDIT if action.to_credit else action.to_method,
        lines={line.line_external_id: line.quantity for line in action.lines},
        idempotency_key=scene.key,
    )
    order = scene.put(give_back(scene, order, pattern))
    if action.restock:
        restock(scene, order, action.lines)
    return Performed(Outcome.DONE, _("%s went back.") % action.amount, pattern.external_id)


def count_refunded(order: OrderSnapshot, pieces: tuple[LineQuantity, ...]) -> OrderSnapshot:
    """The order with these pieces counted as refunded; raise Declined when there are not that many."""
    lines = {line.external_id: line for line in order.lines}
    for piece in pieces:
        line = lines.get(piece.line_external_id)
        if line is None:
            raise Declined(_("The order has no such line: %s.") % piece.line_external_id)
        if not 0 < piece.quantity <= line.quantity - line.refunded_quantity:
            raise Declined(_("There are not that many of %s left in the order.") % line.title)
        lines[line.external_id] = replace(line, refunded_quantity=line.refunded_quantity + piece.quantity)
    return replace(order, lines=tuple(lines.values()))


def restock(scene: Scene, order: OrderSnapshot, pieces: tuple[LineQuantity, ...]) -> None:
    variants = {line.external_id: line.variant_external_id for line in order.lines}
    for piece in pieces:
        if variants[piece.line_external_id]:
            scene.move_stock(variants[piece.line_external_id], piece.quantity)
