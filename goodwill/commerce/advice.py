"""What the stores' part of a card suggests to do: lost and late parcels, goods that are back, another language."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from goodwill.commerce.card import OPEN_PARCEL
from goodwill.commerce.contract import OrderStatus, ShipmentStatus
from goodwill.customers.advising import Advice

# A parcel that moves is scanned each working day; three days leave room for a weekend.
SILENCE = timedelta(days=3)
CART_AGE = timedelta(hours=4)


def advice(card: Mapping[str, Any], at: datetime) -> Iterator[Advice]:
    """Everything that the orders, carts and languages of the card call for at this moment."""
    part = card.get("commerce") or {}
    for order in part.get("orders", ()):
        yield from _about_parcel(order, at)
    for cart in part.get("carts", ()):
        yield from _about_cart(cart, at)
    yield from _about_language(part.get("language", ""))


def _about_parcel(order: Mapping[str, Any], at: datetime) -> Iterator[Advice]:
    parcel = order["parcel"]
    if order["status"] == OrderStatus.CANCELLED or not parcel:
        return
    number = {"number": order["number"]}
    if parcel["status"] == ShipmentStatus.FAILED:
        reason = _("Delivery of the parcel of %(number)s failed.") % number
        yield Advice("delivery_failed", _("Check the address and offer to send again"), reason, 90, "reship", order["id"])
    elif parcel["status"] == ShipmentStatus.RETURNED:
        reason = _("The parcel of %(number)s goes back to the sender.") % number
        yield Advice("parcel_returned", _("Offer to send again or to refund"), reason, 85, "reship", order["id"])
    elif parcel["status"] == ShipmentStatus.WAITING:
        reason = _("The parcel of %(number)s waits to be collected.") % number
        yield Advice("parcel_waiting", _("Tell where it can be collected"), reason, 60, "", order["id"])
    elif parcel["status"] in OPEN_PARCEL:
        yield from _about_moving(order, parcel, at)


def _about_moving(order: Mapping[str, Any], parcel: Mapping[str, Any], at: datetime) -> Iterator[Advice]:
    silence = at - datetime.fromisoformat(parcel["last_event_at"]) if parcel["last_event_at"] else timedelta()
    expected = parcel["expected_on"] or order["expected_on"]
    if silence >= SILENCE:
        days = {"number": order["number"], "days": silence.days}
        reason = ngettext(
            "The parcel of %(number)s has not been scanned for %(days)d day.",
            "The parcel of %(number)s has not been scanned for %(days)d days.",
            silence.days,
        )
        yield Advice("no_scan", _("Offer to send again"), reason % days, 80, "reship", order["id"])
    elif expected and date.fromisoformat(expected) < at.date():
        reason = _("%(number)s was expected on %(day)s.") % {"number": order["number"], "day": _day(expected)}
        yield Advice("late", _("Apologise for the delay"), reason, 70, "discount", order["id"])


def _about_cart(cart: Mapping[str, Any], at: datetime) -> Iterator[Advice]:
    for line in cart["lines"]:
        if line["available"] is not None and line["available"] < line["quantity"] and line["back_on"]:
            reason = _("%(title)s lies in the cart and is expected back on %(day)s.") % {
                "title": line["title"],
                "day": _day(line["back_on"]),
            }
            yield Advice("back_on", _("Tell when it is back in stock"), reason, 40)
            return
    if at - datetime.fromisoformat(cart["updated_at"]) > CART_AGE and all(line["available"] != 0 for line in cart["lines"]):
        titles = ", ".join(line["title"] for line in cart["lines"][:3])
        yield Advice("cart", _("Help to finish the purchase"), _("In the cart, and in stock: %(titles)s.") % {"titles": titles}, 20)


def _day(value: str) -> str:
    return date_format(date.fromisoformat(value), pgettext("a date format", "j F Y"))


def _about_language(code: str) -> Iterator[Advice]:
    """The customer reads another language than the agent's page is in."""
    spoken, ours = code.lower()[:2], (translation.get_language() or settings.LANGUAGE_CODE)[:2]
    if spoken and spoken != ours:
        try:
            name = translation.get_language_info(spoken)["name_translated"]
        except KeyError:
            name = code
        title = _("Answer in %(language)s") % {"language": name}
        yield Advice("language", title, _("The store knows it as the customer's language."), 30)
