"""Fulfillments → parcels, as GraphQL tells of them and as webhooks do: the words are the same but for their case."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from goodwill.commerce.contract import ShipmentSnapshot, ShipmentStatus, TrackingEvent
from goodwill.stores.shopify import ids

Wire = Mapping[str, Any]

_STATUS = {
    "attempted_delivery": ShipmentStatus.FAILED,
    "carrier_picked_up": ShipmentStatus.IN_TRANSIT,
    "delayed": ShipmentStatus.IN_TRANSIT,
    "delivered": ShipmentStatus.DELIVERED,
    "failure": ShipmentStatus.FAILED,
    "in_transit": ShipmentStatus.IN_TRANSIT,
    "not_delivered": ShipmentStatus.FAILED,
    "out_for_delivery": ShipmentStatus.OUT_FOR_DELIVERY,
    "picked_up": ShipmentStatus.DELIVERED,
    "ready_for_pickup": ShipmentStatus.WAITING,
    # Without news from the carrier: the store says that it sent it.
    "fulfilled": ShipmentStatus.IN_TRANSIT,
    "marked_as_fulfilled": ShipmentStatus.IN_TRANSIT,
}
_UNSENT = ("cancelled", "error")


def of_order(wire: Wire) -> tuple[ShipmentSnapshot, ...]:
    """The parcels of an order in GraphQL; one that was called off is left out."""
    sent = [one for one in wire.get("fulfillments") or [] if one["status"].lower() not in _UNSENT]
    # One parcel with everything needs no list of pieces, which an export could not give.
    has_all = len(sent) == 1 and wire["displayFulfillmentStatus"] == "FULFILLED"
    return tuple(_parcel(one, has_all=has_all) for one in sent)


def of_webhook(parcels: Iterable[Wire]) -> tuple[ShipmentSnapshot, ...]:
    return tuple(_from_webhook(one) for one in parcels if (one.get("status") or "") not in _UNSENT)


def have_all_arrived(parcels: Iterable[ShipmentSnapshot]) -> bool:
    statuses = [parcel.status for parcel in parcels]
    return bool(statuses) and all(status is ShipmentStatus.DELIVERED for status in statuses)


def status(word: str | None) -> ShipmentStatus:
    return _STATUS.get((word or "").lower(), ShipmentStatus.LABEL)


def _parcel(wire: Wire, *, has_all: bool) -> ShipmentSnapshot:
    tracking = (wire.get("trackingInfo") or [{}])[0]
    pieces = (wire.get("fulfillmentLineItems") or {}).get("nodes") or []
    events = [
        TrackingEvent(_moment(event["happenedAt"]), status(event["status"]), event["message"] or "", event["city"] or "")
        for event in (wire.get("events") or {}).get("nodes") or []
    ]
    if not events and wire["deliveredAt"]:
        # Out of an export: the carrier's last word is all that is known.
        events = [TrackingEvent(_moment(wire["deliveredAt"]), ShipmentStatus.DELIVERED)]
    expected = wire["estimatedDeliveryAt"]
    return ShipmentSnapshot(
        external_id=ids.number(wire["id"]),
        status=status(wire["displayStatus"]),
        carrier=tracking.get("company") or "",
        tracking_number=tracking.get("number") or "",
        tracking_url=tracking.get("url") or "",
        shipped_at=_moment(wire["inTransitAt"] or wire["createdAt"]),
        delivered_at=_moment(wire["deliveredAt"]) if wire["deliveredAt"] else None,
        expected_on=_moment(expected).date() if expected else None,
        lines={} if has_all else {ids.number(piece["lineItem"]["id"]): piece["quantity"] for piece in pieces},
        events=tuple(sorted(events, key=lambda event: event.at)),
    )


def _from_webhook(wire: Wire) -> ShipmentSnapshot:
    changed = _moment(wire.get("updated_at") or wire["created_at"])
    # An older payload has no word of the carrier's; then it is the store's own that it sent the parcel.
    word = wire.get("shipment_status") or {"success": "fulfilled"}.get(wire.get("status") or "", wire.get("status"))
    return ShipmentSnapshot(
        external_id=str(wire["id"]),
        status=status(word),
        carrier=wire.get("tracking_company") or "",
        tracking_number=wire.get("tracking_number") or "",
        tracking_url=wire.get("tracking_url") or "",
        shipped_at=_moment(wire["created_at"]),
        delivered_at=changed if status(word) is ShipmentStatus.DELIVERED else None,
        lines={str(line["id"]): int(line["quantity"]) for line in wire.get("line_items") or []},
    )


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
