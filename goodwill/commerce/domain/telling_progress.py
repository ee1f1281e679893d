"""Tells a buyer in words where an order is and when it comes: a pure reading of the mirror, in the active language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.utils.dateformat import format as in_words
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from goodwill.commerce.contract import ReturnStatus, ShipmentStatus
from goodwill.commerce.models import Order, Shipment
from goodwill.commerce.models.orders import OrderState


class Mood(StrEnum):
    """How it looks for the buyer."""

    GOING = "going"
    GOOD = "good"
    TROUBLE = "trouble"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Progress:
    """Where it is (``title``), what that means (``sentence``), and how many of the ``STEPS`` are behind it."""

    title: str
    sentence: str
    mood: Mood
    step: int


STEPS = (gettext_lazy("Ordered"), gettext_lazy("Packed"), gettext_lazy("On its way"), gettext_lazy("Delivered"))

PARCEL = {
    ShipmentStatus.LABEL: gettext_lazy("Announced to the carrier"),
    ShipmentStatus.IN_TRANSIT: gettext_lazy("On its way"),
    ShipmentStatus.OUT_FOR_DELIVERY: gettext_lazy("Out for delivery"),
    ShipmentStatus.WAITING: gettext_lazy("Waiting to be picked up"),
    ShipmentStatus.DELIVERED: gettext_lazy("Delivered"),
    ShipmentStatus.FAILED: gettext_lazy("Could not be delivered"),
    ShipmentStatus.RETURNED: gettext_lazy("On its way back to us"),
}
RETURN = {
    ReturnStatus.REQUESTED: gettext_lazy("We look at your return and tell you."),
    ReturnStatus.APPROVED: gettext_lazy("Send the articles back; when they have arrived, your money follows."),
    ReturnStatus.IN_TRANSIT: gettext_lazy("Your parcel is on its way to us; when it has arrived, your money follows."),
    ReturnStatus.RECEIVED: gettext_lazy("We have your parcel and check it; your money follows."),
    ReturnStatus.CLOSED: gettext_lazy("This return is done."),
    ReturnStatus.DECLINED: gettext_lazy("We could not accept this return."),
}
_MOVED = (ShipmentStatus.IN_TRANSIT, ShipmentStatus.OUT_FOR_DELIVERY, ShipmentStatus.WAITING)


def progress(order: Order, parcels: Sequence[Shipment], today: date) -> Progress:
    """Where the order is. ``today`` is the day where the store is."""
    if order.status == OrderState.CANCELLED:
        return Progress(_("Cancelled"), _money_back(order), Mood.OVER, 0)
    troubled = next((parcel for parcel in parcels if parcel.status in (ShipmentStatus.FAILED, ShipmentStatus.RETURNED)), None)
    if troubled is not None:
        return Progress(str(PARCEL[ShipmentStatus(troubled.status)]), _trouble(troubled), Mood.TROUBLE, 2)
    if order.status == OrderState.DELIVERED:
        return Progress(_("Delivered"), _delivered(parcels), Mood.GOOD, 4)
    waiting = [parcel for parcel in parcels if parcel.status == ShipmentStatus.WAITING]
    if waiting:
        return Progress(_("Waiting for you to pick it up"), _at_place(waiting[0]), Mood.GOOD, 3)
    if any(parcel.status == ShipmentStatus.OUT_FOR_DELIVERY for parcel in parcels):
        return Progress(_("Out for delivery"), _("The carrier has it in the van and brings it to you."), Mood.GOING, 3)
    if order.status == OrderState.SHIPPED:
        return Progress(_("On its way"), _expected(order, parcels, today), Mood.GOING, 3 if _is_moving(parcels) else 2)
    if order.status == OrderState.PROCESSING:
        return Progress(_("Being packed"), _expected(order, parcels, today), Mood.GOING, 1)
    return Progress(_("We have your order"), _expected(order, parcels, today), Mood.GOING, 1)


def expected_on(order: Order, parcels: Sequence[Shipment]) -> date | None:
    """The day on which the last parcel is expected, as the carrier says, else as the store said."""
    days = [parcel.expected_on for parcel in parcels if parcel.expected_on and not parcel.delivered_at]
    return max(days, default=order.expected_on)


def day_in_words(day: date | datetime) -> str:
    """``Thursday, 26 November``."""
    # Translators: a day without its year; see Django's date formats.
    return in_words(day, pgettext("a date format", "l, j F"))


def _expected(order: Order, parcels: Sequence[Shipment], today: date) -> str:
    day = expected_on(order, parcels)
    if day is None:
        return _("We don't know the day yet; you will find it here as soon as we do.")
    if day == today:
        return _("It should be with you today.")
    if day < today:
        return _("It was expected on %(day)s and is late. We are sorry; you need not do anything.") % {"day": day_in_words(day)}
    return _("It should be with you on %(day)s.") % {"day": day_in_words(day)}


def _delivered(parcels: Sequence[Shipment]) -> str:
    moments = [parcel.delivered_at for parcel in parcels if parcel.delivered_at]
    if not moments:
        return _("It has arrived.")
    return _("It arrived on %(day)s.") % {"day": day_in_words(localtime(max(moments)))}


def _trouble(parcel: Shipment) -> str:
    if parcel.status == ShipmentStatus.RETURNED:
        return _("The carrier is bringing the parcel back to us. Tell us below what to do.")
    return _("The carrier could not deliver the parcel. Follow its link to see why, or tell us below.")


def _at_place(parcel: Shipment) -> str:
    place = next((event.get("place", "") for event in reversed(parcel.events) if event.get("place")), "")
    return _("Your parcel lies at %(place)s.") % {"place": place} if place else _("The carrier's link says where your parcel lies.")


def _money_back(order: Order) -> str:
    if not order.paid:
        return _("Nothing was paid, so nothing has to go back.")
    if order.refunded >= order.paid:
        return _("Your money has been given back. It can take a few days until your bank shows it.")
    return _("Your money goes back the way you paid. It can take a few days until your bank shows it.")


def _is_moving(parcels: Sequence[Shipment]) -> bool:
    return any(parcel.status in _MOVED for parcel in parcels)
