"""Makes an order for a customer: a replacement, a gift, or one that was taken on the phone."""

from django.utils.translation import gettext as _

from goodwill.commerce.contract import DiscountSnapshot, LineSnapshot, OrderSnapshot, OrderStatus, Outcome, Performed, PlaceOrder
from goodwill.core.money import Money
from goodwill.stores.practice.books import charge
from goodwill.stores.practice.effects.editing import new_line
from goodwill.stores.practice.shop import Declined, Scene


def place(scene: Scene, action: PlaceOrder) -> Performed:
    customer = scene.customer(action.customer_external_id)
    address = action.address or (customer.address if customer else None)
    if address is None or not action.items:
        raise Declined(_("An order needs an address and at least one article."))
    lines = tuple(new_line(scene, item, f"{scene.key}-{n}") for n, item in enumerate(action.items, start=1))
    subtotal = worth(lines, action.currency)
    note = _("Replaces %s.") % action.replaces.number if action.replaces else ""
    order = OrderSnapshot(
        external_id=f"o-{scene.key}",
        updated_at=scene.at,
        number=scene.shelf.next_number(),
        placed_at=scene.at,
        status=OrderStatus.PENDING,
        total=Money.zero(action.currency) if action.is_free else subtotal,
        customer_external_id=action.customer_external_id,
        email=action.email or (customer.email if customer else ""),
        subtotal=subtotal,
        lines=lines,
        discounts=(DiscountSnapshot("", subtotal, action.reason),) if action.is_free and subtotal else (),
        shipping_address=address,
        note=" ".join(part for part in (note, action.reason) if part),
        language=customer.language if customer else "",
    )
    if order.total and action.method_external_id:
        order = charge(scene, order, order.total, action.method_external_id)
    scene.put(order)
    return Performed(Outcome.DONE, _("Order %s is made.") % order.number, order.external_id, {"number": order.number})


def worth(lines: tuple[LineSnapshot, ...], currency: str) -> Money:
    return sum((line.price * line.quantity for line in lines), start=Money.zero(currency))
