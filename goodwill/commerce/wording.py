"""Says in words where a parcel is and how it goes with an order; for agents' pages and for what customers read."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from goodwill.commerce.contract import ReturnStatus, ShipmentStatus


def parcel(status: str, place: str = "", carrier: str = "") -> str:
    """One sentence without a full stop: "On its way, last seen in Lund"; an unknown status is said as it stands."""
    values = {"place": place, "carrier": carrier or _("the carrier")}
    known = _PARCEL.get(status)
    if known is None:
        return status.replace("_", " ")
    return known[bool(place)]() % values


def returned(status: str) -> str:
    """How it goes with a return."""
    return _RETURN[status]() if status in _RETURN else status.replace("_", " ")


# Without and with the place where the parcel was last.
_PARCEL: dict[str, tuple[Callable[[], str], Callable[[], str]]] = {
    ShipmentStatus.LABEL: (
        lambda: _("Announced to %(carrier)s, not handed over yet"),
        lambda: _("Announced to %(carrier)s, not handed over yet"),
    ),
    ShipmentStatus.IN_TRANSIT: (lambda: _("On its way"), lambda: _("On its way, last seen in %(place)s")),
    ShipmentStatus.OUT_FOR_DELIVERY: (lambda: _("Out for delivery"), lambda: _("Out for delivery in %(place)s")),
    ShipmentStatus.WAITING: (lambda: _("Waiting to be collected"), lambda: _("Waiting to be collected at %(place)s")),
    ShipmentStatus.DELIVERED: (lambda: _("Delivered"), lambda: _("Delivered, %(place)s")),
    ShipmentStatus.FAILED: (lambda: _("Could not be delivered"), lambda: _("Could not be delivered in %(place)s")),
    ShipmentStatus.RETURNED: (
        lambda: _("On its way back to the sender"),
        lambda: _("On its way back to the sender, last seen in %(place)s"),
    ),
}
_RETURN: dict[str, Callable[[], str]] = {
    ReturnStatus.REQUESTED: lambda: _("Asked for"),
    ReturnStatus.APPROVED: lambda: _("Agreed, not sent yet"),
    ReturnStatus.IN_TRANSIT: lambda: _("On its way back"),
    ReturnStatus.RECEIVED: lambda: _("Arrived at the store"),
    ReturnStatus.CLOSED: lambda: _("Settled"),
    ReturnStatus.DECLINED: lambda: _("Declined"),
}
