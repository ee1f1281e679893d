"""Orders with their lines and parcels."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from goodwill.activity.recording import append, publish
from goodwill.commerce.contract import LineSnapshot, OrderSnapshot, Resource
from goodwill.commerce.mirror import parcels, values
from goodwill.commerce.mirror.taking import Mirror, Run, Taken
from goodwill.commerce.models import Order, OrderLine, Shipment
from goodwill.commerce.models.orders import OrderState
from goodwill.core import bulk
from goodwill.core.money import Money
from goodwill.core.row_objects import PreparedObjects
from goodwill.core.search import identifiers

# Facts whose old and new values an activity tells, and those of which it only says that they changed.
FACTS = ("status", "total", "paid", "refunded", "expected_on", "return_until")
PARTS = ("discounts", "payments", "refunds", "returns", "shipping_address", "shipping_method", "note", "tags")
# The buyer's id, the columns of lines, the columns of parcels.
Parts = tuple[str, list[dict[str, Any]], list[dict[str, Any]]]
_LINE_FACTS = ("external_id", "quantity", "refunded_quantity", "price", "discount")


@dataclass
class Before:
    """How changed orders stood: themselves, their lines and parcels, by the order's id."""

    orders: dict[int, Order] = field(default_factory=dict)
    lines: dict[int, list[OrderLine]] = field(default_factory=dict)
    shipments: dict[int, list[Shipment]] = field(default_factory=dict)


class Orders(Mirror[OrderSnapshot]):
    resource = Resource.ORDERS
    model = Order
    also_known = ("buyer_id",)

    def row(self, run: Run, snapshot: OrderSnapshot) -> dict[str, Any]:
        currency = snapshot.total.currency
        address = snapshot.shipping_address
        return {
            "number": values.required(snapshot.number, 60, "The number"),
            "lookup": identifiers.bare(snapshot.number)[:60],
            "email": values.email(snapshot.email),
            "phone": values.text(snapshot.phone, 40),
            "status": OrderState(snapshot.status).value,
            "platform_status": values.text(snapshot.platform_status, 60),
            "currency": values.required(currency, 3, "The currency"),
            "total": values.minor(snapshot.total, currency),
            "subtotal": values.optional_minor(snapshot.subtotal, currency),
            "shipping": values.optional_minor(snapshot.shipping, currency),
            "tax": values.optional_minor(snapshot.tax, currency),
            "paid": _sum((payment.amount for payment in snapshot.payments if payment.is_settled), currency),
            # What is on its way back can't be given back again, so it counts before it is settled.
            "refunded": _sum((refund.amount for refund in snapshot.refunds), currency),
            "country": values.text(address.country, 60) if address else "",
            "language": values.text(snapshot.language, 10),
            "is_in_shop": bool(snapshot.is_in_shop),
            "location": values.text(snapshot.location, 200),
            "expected_on": snapshot.expected_on,
            "return_until": snapshot.return_until,
            "cancelled_at": values.optional_moment(snapshot.cancelled_at, "cancelled_at"),
            "cancel_reason": values.text(snapshot.cancel_reason, 300),
            "admin_url": values.text(snapshot.admin_url, 500),
            "document": _document(snapshot),
            "placed_at": values.moment(snapshot.placed_at, "placed_at"),
            "removed_at": None,
        }

    def parts(self, snapshot: OrderSnapshot, row: dict[str, Any]) -> Parts:
        lines = [_line(place, line, row["currency"]) for place, line in enumerate(snapshot.lines)]
        shipments = [parcels.columns(shipment) for shipment in parcels.each_once(snapshot.shipments)]
        return values.text(snapshot.customer_external_id, 120), lines, shipments

    def complete(self, run: Run, taken: Sequence[Taken[OrderSnapshot]]) -> None:
        buyers = run.buyer_ids(one.snapshot.customer_external_id for one in taken)
        for one in taken:
            one.row["buyer_id"] = buyers.get(one.snapshot.customer_external_id)
            run.buyers.update(pk for pk in (one.row["buyer_id"], one.known[3] if one.known else None) if pk)

    def before(self, run: Run, taken: Sequence[Taken[OrderSnapshot]]) -> Before:
        known = [one.known[0] for one in taken if one.known]
        if not known or not run.is_told:
            return Before()
        before = Before({order.pk: order for order in _ORDERS.all(known)})
        for line in _LINES.all(known):
            before.lines.setdefault(line.order_id, []).append(line)
        for shipment in parcels.of_orders(known):
            before.shipments.setdefault(shipment.order_id, []).append(shipment)
        return before

    def after(self, run: Run, taken: Sequence[Taken[OrderSnapshot]], ids: dict[str, int], before: Before) -> None:
        known = [one.known[0] for one in taken if one.known]
        bulk.delete(OrderLine, "order_id", known)
        places = [(ids[one.row["external_id"]], one.parts) for one in taken]
        bulk.insert(OrderLine, [{"order_id": order} | line for order, (_buyer, lines, _shipments) in places for line in lines])
        parcels.put({order: shipments for order, (_buyer, _lines, shipments) in places}, known)
        if run.is_told:
            for one in taken:
                _tell(Order(pk=ids[one.row["external_id"]], **one.row), one, before)


_ORDERS = PreparedObjects(lambda ids: Order.objects.filter(pk__in=ids))
_LINES = PreparedObjects(lambda ids: OrderLine.objects.filter(order_id__in=ids).order_by("position"))


def _document(snapshot: OrderSnapshot) -> dict[str, Any]:
    names = ("discounts", "payments", "refunds", "returns", "shipping_address", "billing_address", "shipping_method", "tags", "note")
    return {name: values.document(getattr(snapshot, name)) for name in names} | {"location": snapshot.location_external_id}


def _line(place: int, line: LineSnapshot, currency: str) -> dict[str, Any]:
    return {
        "position": place,
        "external_id": values.text(line.external_id, 120),
        "variant_external_id": values.text(line.variant_external_id, 120),
        "product_external_id": values.text(line.product_external_id, 120),
        "sku": values.text(line.sku, 120),
        "title": values.text(line.title, 300),
        "options": values.document(line.options),
        "quantity": values.quantity(line.quantity),
        "refunded_quantity": values.quantity(line.refunded_quantity),
        "price": values.minor(line.price, currency),
        "discount": values.minor(line.discount, currency) if line.discount else 0,
        "tax": values.minor(line.tax, currency) if line.tax else 0,
        "image_url": values.text(line.image_url, 500),
    }


def _sum(amounts: Iterable[Money], currency: str) -> int:
    return sum(values.minor(amount, currency) for amount in amounts)


def _tell(order: Order, one: Taken[OrderSnapshot], before: Before) -> None:
    """Record what became of the order, if anything that people or rules would want to know did."""
    was = before.orders.get(order.pk)
    if was is None:
        publish(append("order.placed", order, data={"number": order.number, "total": order.total, "currency": order.currency}), order=order)
    elif data := _differences(was, order, before.lines.get(order.pk, []), one.parts[1]):
        is_cancelled = order.status == OrderState.CANCELLED != was.status
        publish(append("order.cancelled" if is_cancelled else "order.changed", order, data=data), order=order)
    parcels.tell(order, before.shipments.get(order.pk, []), is_new=was is None)


def _differences(was: Order, order: Order, lines: Sequence[OrderLine], anew: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """``{"changed": names, "from": …, "to": …}``; nothing where only what nobody is told of is new."""
    facts = [name for name in FACTS if getattr(was, name) != getattr(order, name)]
    parts = [name for name in PARTS if was.document.get(name) != order.document[name]]
    told = [tuple(getattr(line, name) for name in _LINE_FACTS) for line in lines]
    names = [*facts, *parts, *(["lines"] if told != [tuple(line[name] for name in _LINE_FACTS) for line in anew] else [])]
    if was.removed_at is not None:
        names.append("removed_at")
    if not names:
        return {}
    return {
        "changed": names,
        "from": {name: values.document(getattr(was, name)) for name in facts},
        "to": {name: values.document(getattr(order, name)) for name in facts},
    }
