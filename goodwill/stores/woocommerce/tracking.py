"""Parcels, as the plug-ins write them that most stores track them with: WooCommerce itself has none."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from goodwill.commerce.contract import ShipmentSnapshot, ShipmentStatus

Wire = Mapping[str, Any]

# Of "Shipment Tracking" and "Advanced Shipment Tracking": a list of parcels.
_LIST = "_wc_shipment_tracking_items"
# One parcel, its number and its carrier each a text of their own.
_PAIRS = (
    ("_aftership_tracking_number", "_aftership_tracking_provider_name"),
    ("ywot_tracking_code", "ywot_carrier_name"),
    ("_tracking_number", "_tracking_provider"),
)


def meta(wire: Wire) -> dict[str, Any]:
    """What plug-ins noted with a thing, the last of each name."""
    return {str(entry["key"]): entry["value"] for entry in wire.get("meta_data") or []}


def shipments(wire: Wire) -> tuple[ShipmentSnapshot, ...]:
    """The parcels of an order. That they arrived is known by the status of the whole order alone."""
    noted = meta(wire)
    is_delivered = wire["status"] == "delivered"
    parcels = [_listed(item, is_delivered) for item in _listing(noted.get(_LIST)) if item.get("tracking_number")]
    if not parcels:
        parcels = [_paired(noted, *names, is_delivered) for names in _PAIRS if noted.get(names[0])][:1]
    return tuple(parcels)


def _listing(items: Any) -> list[Wire]:
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def _listed(item: Wire, is_delivered: bool) -> ShipmentSnapshot:
    names = ("formatted_tracking_provider", "custom_tracking_provider", "tracking_provider")
    links = ("ast_tracking_link", "formatted_tracking_link", "custom_tracking_link")
    number = str(item["tracking_number"])
    return ShipmentSnapshot(
        external_id=str(item.get("tracking_id") or number),
        status=ShipmentStatus.DELIVERED if is_delivered else ShipmentStatus.IN_TRANSIT,
        carrier=_first(item, names),
        tracking_number=number,
        tracking_url=next((link for link in map(str, map(item.get, links)) if link.startswith("https://")), ""),
        shipped_at=_day(item.get("date_shipped")),
    )


def _paired(noted: Wire, number: str, carrier: str, is_delivered: bool) -> ShipmentSnapshot:
    status = ShipmentStatus.DELIVERED if is_delivered else ShipmentStatus.IN_TRANSIT
    return ShipmentSnapshot(str(noted[number]), status, str(noted.get(carrier) or ""), str(noted[number]))


def _first(item: Wire, names: tuple[str, ...]) -> str:
    return next((str(item[name]) for name in names if item.get(name)), "")


def _day(seconds: Any) -> datetime | None:
    """Seconds since 1970, as text."""
    return datetime.fromtimestamp(int(seconds), UTC) if str(seconds).isascii() and str(seconds).isdigit() else None
