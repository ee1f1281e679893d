"""Takes back what was delivered, for money or for something else."""

import hashlib
from dataclasses import replace

from django.utils.translation import gettext as _

from goodwill.commerce.contract import (
    CreateReturn,
    DiscountSnapshot,
    ExchangeItems,
    LineQuantity,
    OrderSnapshot,
    OrderStatus,
    Outcome,
    Performed,
    RefundSnapshot,
    ReturnSnapshot,
    ReturnStatus,
    VariantQuantity,
)
from goodwill.core.money import Money
from goodwill.stores.practice.books import charge, give_back
from goodwill.stores.practice.effects.editing import new_line
from goodwill.stores.practice.effects.placing import worth
from goodwill.stores.practice.shop import Declined, Scene

_NO_LONGER = (ReturnStatus.CLOSED, ReturnStatus.DECLINED)


def take_back(scene: Scene, action: CreateReturn) -> Performed:
    order, made = _with_return(scene, scene.order(action.order), action.lines, action.reason, action.wants_label)
    scene.put(order)
    facts = {"label_url": made.label_url, "tracking_number": made.tracking_number} if made.label_url else {}
    return Performed(Outcome.DONE, _("The return is announced."), made.external_id, facts)


def exchange(scene: Scene, action: ExchangeItems) -> Performed:
    """A return, and a second order with what goes out instead; what the customer sends back pays for it.

    A difference is only promised in both directions: it is settled when the goods have arrived.
    """
    order = scene.order(action.order)
    lines = tuple(LineQuantity(swap.line_external_id, swap.quantity) for swap in action.swaps)
    order, made = _with_return(scene, order, lines, action.reason or _("Exchange"), wants_label=True)
    sent = _replacement(scene, order, action)
    if action.difference > Money.zero(order.total.currency):
        sent = charge(scene, sent, action.difference, action.method_external_id, is_settled=False)
    elif action.difference:
        pattern = RefundSnapshot(
            f"re-{scene.key}", -action.difference, reason=_("Exchange"), method_external_id=action.method_external_id, is_settled=False
        )
        order = give_back(scene, order, replace(pattern, idempotency_key=scene.key))
    scene.put(order)
    scene.put(sent)
    return Performed(
        Outcome.DONE, _("The exchange is order %s.") % sent.number, sent.external_id, {"number": sent.number, "label_url": made.label_url}
    )


def _replacement(scene: Scene, order: OrderSnapshot, action: ExchangeItems) -> OrderSnapshot:
    wanted = [VariantQuantity(swap.variant_external_id, swap.quantity, swap.price) for swap in action.swaps]
    lines = tuple(new_line(scene, item, f"{scene.key}-{n}") for n, item in enumerate(wanted, start=1))
    subtotal = worth(lines, order.total.currency)
    total = max(action.difference, Money.zero(order.total.currency))
    return OrderSnapshot(
        external_id=f"o-{scene.key}",
        updated_at=scene.at,
        number=scene.shelf.next_number(),
        placed_at=scene.at,
        status=OrderStatus.PENDING,
        total=total,
        customer_external_id=order.customer_external_id,
        email=order.email,
        subtotal=subtotal,
        lines=lines,
        discounts=(DiscountSnapshot("", subtotal - total, _("Exchange for %s") % order.number),) if subtotal > total else (),
        shipping_address=order.shipping_address,
        note=_("Exchange for %s") % order.number,
        language=order.language,
    )


def _with_return(
    scene: Scene, order: OrderSnapshot, pieces: tuple[LineQuantity, ...], reason: str, wants_label: bool
) -> tuple[OrderSnapshot, ReturnSnapshot]:
    if order.status is not OrderStatus.DELIVERED or not pieces:
        raise Declined(_("Only what was delivered can come back."))
    if order.return_until and scene.at.date() > order.return_until:
        raise Declined(_("The order could come back until %s.") % order.return_until)
    coming: dict[str, int] = {}
    for made in (*order.returns, *[ReturnSnapshot("", ReturnStatus.APPROVED, {one.line_external_id: one.quantity}) for one in pieces]):
        for line_id, quantity in made.lines.items() if made.status not in _NO_LONGER else ():
            coming[line_id] = coming.get(line_id, 0) + quantity
    kept = {line.external_id: line.quantity - line.refunded_quantity for line in order.lines}
    if any(one.quantity < 1 or coming[one.line_external_id] > kept.get(one.line_external_id, 0) for one in pieces):
        raise Declined(_("There are not that many pieces in the order that could come back."))
    id = f"ret-{scene.key}"
    made = ReturnSnapshot(
        external_id=id,
        status=ReturnStatus.APPROVED,
        lines={one.line_external_id: one.quantity for one in pieces},
        requested_at=scene.at,
        reason=reason,
        label_url=scene.shelf.label_url(id) if wants_label else "",
        tracking_number=_parcel_number(id) if wants_label else "",
    )
    return replace(order, returns=(*order.returns, made)), made


def _parcel_number(return_id: str) -> str:
    return "RT" + str(int(hashlib.sha256(return_id.encode()).hexdigest(), 16))[:12]
