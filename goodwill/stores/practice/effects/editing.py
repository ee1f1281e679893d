"""Changes what an order contains, before it is packed."""

from dataclasses import replace

from django.utils.translation import gettext as _

from goodwill.commerce.contract import EditOrder, LineSnapshot, OrderSnapshot, Outcome, Performed, VariantQuantity
from goodwill.core.money import Money
from goodwill.stores.practice.books import settle
from goodwill.stores.practice.effects.changing import require_pending
from goodwill.stores.practice.shop import Declined, Scene


def edit(scene: Scene, action: EditOrder) -> Performed:
    """Swap, take out and add lines, then settle the difference that the desk worked out."""
    order = scene.order(action.order)
    require_pending(order)
    for place, swap in enumerate(action.swaps, start=1):
        order, line = take_out(scene, order, swap.line_external_id, swap.quantity)
        wanted = VariantQuantity(swap.variant_external_id, swap.quantity, swap.price)
        order = _put_in(order, new_line(scene, wanted, f"{line.external_id}-{scene.key}-{place}"), after=line)
    for pieces in action.remove:
        order, _line = take_out(scene, order, pieces.line_external_id, pieces.quantity)
    for place, item in enumerate(action.add, start=1):
        order = _put_in(order, new_line(scene, item, f"{scene.key}-add-{place}"))
    total = order.total + action.difference
    if total < Money.zero(total.currency):
        raise Declined(_("The order would cost less than nothing."))
    order = replace(
        order,
        lines=tuple(line for line in order.lines if line.quantity),
        total=total,
        subtotal=order.subtotal and order.subtotal + action.difference,
    )
    if not order.lines:
        raise Declined(_("Nothing would be left in the order; cancel it instead."))
    scene.put(settle(scene, order, action.difference, action.method_external_id, action.reason))
    return Performed(Outcome.DONE, _("The order is changed."), order.external_id)


def take_out(scene: Scene, order: OrderSnapshot, line_id: str, quantity: int) -> tuple[OrderSnapshot, LineSnapshot]:
    """The order with so many pieces fewer on this line, which may stay with none; they go back on the shelf."""
    for line in order.lines:
        if line.external_id != line_id:
            continue
        if not 0 < quantity <= line.quantity - line.refunded_quantity:
            raise Declined(_("There are not that many of %s left in the order.") % line.title)
        if line.variant_external_id:
            scene.move_stock(line.variant_external_id, quantity)
        fewer = replace(line, quantity=line.quantity - quantity)
        return replace(order, lines=tuple(fewer if one is line else one for one in order.lines)), line
    raise Declined(_("The order has no such line: %s.") % line_id)


def new_line(scene: Scene, item: VariantQuantity, line_id: str) -> LineSnapshot:
    """A line with pieces from the shelf, at the list price where the action names none."""
    product, variant = scene.variant(item.variant_external_id)
    if item.quantity < 1:
        raise Declined(_("At least one piece."))
    scene.move_stock(variant.external_id, -item.quantity)
    return LineSnapshot(
        external_id=line_id,
        title=product.title,
        quantity=item.quantity,
        price=variant.price if item.price is None else item.price,
        variant_external_id=variant.external_id,
        product_external_id=product.external_id,
        sku=variant.sku,
        options=variant.options,
        image_url=variant.image_url or product.image_url,
    )


def _put_in(order: OrderSnapshot, new: LineSnapshot, after: LineSnapshot | None = None) -> OrderSnapshot:
    lines = list(order.lines)
    place = 1 + [line.external_id for line in lines].index(after.external_id) if after else len(lines)
    return replace(order, lines=(*lines[:place], new, *lines[place:]))
