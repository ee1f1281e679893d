"""The parcels of orders."""

from collections.abc import Mapping, Sequence
from typing import Any

from goodwill.activity.recording import append, publish
from goodwill.commerce.contract import ShipmentSnapshot, ShipmentStatus
from goodwill.commerce.mirror import values
from goodwill.commerce.models import Order, Shipment
from goodwill.core import bulk
from goodwill.core.row_objects import PreparedObjects
from goodwill.core.search import identifiers

TOLD = ("status", "carrier", "tracking_number", "expected_on", "last_event_at")


def each_once(shipments: Sequence[ShipmentSnapshot]) -> list[ShipmentSnapshot]:
    """Of two parcels under one id the one that was told last."""
    return list({shipment.external_id: shipment for shipment in shipments}.values())


def columns(shipment: ShipmentSnapshot) -> dict[str, Any]:
    """The values of a row, but for its order."""
    events = sorted(shipment.events, key=lambda event: values.moment(event.at, "The time of a scan"))
    return {
        "external_id": values.required(shipment.external_id, 120, "The id of a parcel"),
        "status": ShipmentStatus(shipment.status).value,
        "carrier": values.text(shipment.carrier, 60),
        "tracking_number": values.text(shipment.tracking_number, 80),
        "lookup": identifiers.bare(shipment.tracking_number)[:80],
        "tracking_url": values.text(shipment.tracking_url, 500),
        "shipped_at": values.optional_moment(shipment.shipped_at, "shipped_at"),
        "delivered_at": values.optional_moment(shipment.delivered_at, "delivered_at"),
        "expected_on": shipment.expected_on,
        "last_event_at": events[-1].at if events else shipment.delivered_at or shipment.shipped_at,
        "lines": values.document(shipment.lines),
        "events": values.document(events),
    }


def put(shipments: Mapping[int, Sequence[dict[str, Any]]], known: Sequence[int]) -> None:
    """Give each order (by id) these parcels, as ``columns``, and no others; ``known`` are those that may have some already."""
    rows = [{"order_id": order} | shipment for order, parcels in shipments.items() for shipment in parcels]
    stay = {row[0] for row in bulk.upsert(Shipment, rows, ("order_id", "external_id"))}
    former = bulk.among(Shipment, ("id",), "order_id", known)
    bulk.delete(Shipment, "id", [pk for (pk,) in former if pk not in stay])


def of_orders(orders: Sequence[int]) -> list[Shipment]:
    """The parcels of these orders, by their ids, oldest first."""
    return _PARCELS.all(orders)


_PARCELS = PreparedObjects(lambda orders: Shipment.objects.filter(order_id__in=orders).order_by("id"))


def tell(order: Order, before: Sequence[Shipment], *, is_new: bool) -> None:
    """Record each parcel that is new or moved; those of a new order belong to the news of the order."""
    if is_new:
        return
    was = {shipment.external_id: shipment for shipment in before}
    for shipment in of_orders([order.pk]):
        other = was.get(shipment.external_id)
        names = [name for name in TOLD if other is None or getattr(other, name) != getattr(shipment, name)]
        if names:
            data = {"order": order.pk, "changed": names, "status": {"from": other.status if other else "", "to": shipment.status}}
            publish(append("shipment.changed", shipment, data=data), shipment=shipment, order=order)
