"""An order as agents read it: what happened to it in words, its parcels, its money, and what holds where it goes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.utils.dateparse import parse_datetime
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goodwill.commerce import wording
from goodwill.commerce.domain import country_policies
from goodwill.commerce.models import CountryPolicy, Order, OrderLine, Shipment
from goodwill.commerce.models.orders import OrderState
from goodwill.core.amounts import written as money
from goodwill.core.clock import now
from goodwill.core.money import Money
from goodwill.remedies.models import Remedy
from goodwill.web.shared import times
from goodwill.web.workspace.presenting.buying import LOOKS
from goodwill.web.workspace.presenting.remedies import Shown, shown


@dataclass(frozen=True, slots=True)
class Line:
    title: str
    options: str
    sku: str
    quantity: int
    refunded: int
    total: Money
    image: str


@dataclass(frozen=True, slots=True)
class Scan:
    at: datetime
    place: str
    words: str


@dataclass(frozen=True, slots=True)
class Parcel:
    """A parcel with its way: ``places`` are the towns it came through, in their order; ``scans`` the newest first."""

    words: str
    icon: str
    chip: str
    carrier: str
    number: str
    url: str
    places: Sequence[str]
    scans: Sequence[Scan]
    articles: str
    at: datetime | None
    expected: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to the order; ``remedy`` where it was ours."""

    at: datetime
    icon: str
    words: str
    detail: str = ""
    remedy: int = 0


@dataclass(frozen=True, slots=True)
class Payment:
    words: str
    amount: Money
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Page:
    """All that is shown of one order."""

    order: Order
    status: str
    icon: str
    chip: str
    lines: Sequence[Line]
    sums: Sequence[tuple[str, Money]]
    parcels: Sequence[Parcel]
    events: Sequence[Event]
    payments: Sequence[Payment]
    addresses: Sequence[tuple[str, Sequence[str]]]
    policy: Sequence[str]
    remedies: Sequence[Shown]

    @property
    def image_hosts(self) -> list[str]:
        """Where the pictures of the articles lie, for the page's content security policy."""
        parts = {urlsplit(line.image) for line in self.lines if line.image.startswith("https://")}
        return sorted({f"https://{part.netloc}" for part in parts if part.netloc and not set(part.netloc) & set(" ;,'\"")})


def page(order: Order) -> Page:
    lines = list(order.lines.order_by("position"))
    shipments = list(order.shipments.order_by("id"))
    remedies = list(order.remedies.select_related("agent", "approval__answered_by", "store", "order").order_by("-id")[:50])
    icon, chip = LOOKS.get(order.status, ("circle-check", "good"))
    policy = country_policies.policy_for(order.store, order.country, order.placed_at.date())
    return Page(
        order=order,
        status=str(OrderState(order.status).label),
        icon=icon,
        chip=chip,
        lines=[_line(line, order) for line in lines],
        sums=list(_sums(order)),
        parcels=[_parcel(shipment, lines) for shipment in shipments],
        events=_events(order, shipments, remedies),
        payments=[_payment(entry) for entry in order.document.get("payments", [])],
        addresses=list(_addresses(order)),
        policy=list(_policy(policy, order)) if policy else [],
        remedies=[shown(remedy) for remedy in remedies],
    )


def _line(line: OrderLine, order: Order) -> Line:
    options = ", ".join(str(value) for value in line.options.values())
    total = Money(line.price * line.quantity - line.discount, order.currency)
    return Line(line.title, options, line.sku, line.quantity, line.refunded_quantity, total, line.image_url)


def _sums(order: Order) -> Iterable[tuple[str, Money]]:
    """What the total is made of, as far as the store says it, and what came and went."""
    for label, minor in ((_("Articles"), order.subtotal), (_("Shipping"), order.shipping), (_("Tax"), order.tax)):
        if minor is not None:
            yield label, Money(minor, order.currency)
    for entry in order.document.get("discounts", []):
        yield _("Discount %(code)s") % {"code": entry.get("code") or entry.get("label", "")}, -Money(**entry["amount"])
    yield _("Total"), order.total_money
    yield _("Paid"), Money(order.paid, order.currency)
    if order.refunded:
        yield _("Refunded"), Money(order.refunded, order.currency)


def _parcel(shipment: Shipment, lines: Sequence[OrderLine]) -> Parcel:
    scans = [Scan(at, event.get("place", ""), _said(event)) for event in shipment.events if (at := _at(event.get("at")))]
    places = [scan.place for scan in scans if scan.place]
    names = {line.external_id: line.title for line in lines}
    inside = [f"{count} × {names.get(number, number)}" for number, count in shipment.lines.items()]
    icon, chip = LOOKS.get(shipment.status, ("package", ""))
    is_there = shipment.delivered_at is not None
    return Parcel(
        words=wording.parcel(shipment.status, places[-1] if places else "", shipment.carrier),
        icon=icon,
        chip=chip,
        carrier=shipment.carrier,
        number=shipment.tracking_number,
        url=shipment.tracking_url,
        places=[place for at, place in enumerate(places) if not at or places[at - 1] != place],
        scans=scans[::-1],
        articles=", ".join(inside),
        at=shipment.delivered_at or shipment.last_event_at,
        expected=times.day(shipment.expected_on) if shipment.expected_on and not is_there else "",
        is_late=bool(shipment.expected_on and not is_there and shipment.expected_on < localdate(now())),
    )


def _said(event: Mapping[str, Any]) -> str:
    """The carrier's words, which may be in any language; ours where there are none."""
    return event.get("words") or wording.parcel(event.get("status", ""))


def _events(order: Order, shipments: Sequence[Shipment], remedies: Sequence[Remedy]) -> list[Event]:
    """Everything that happened to the order, newest first; a refund of ours stands once, with what we know of it."""
    keys = {remedy.key: remedy for remedy in remedies}
    by_store = {remedy.external_id: remedy for remedy in remedies if remedy.external_id}
    found = [Event(order.placed_at, "shopping-cart", _placed(order))]
    for entry in order.document.get("payments", []):
        if at := _at(entry.get("at")):
            found.append(Event(at, "credit-card", _("%(amount)s paid with %(method)s") % _paid(entry)))
    for entry in order.document.get("refunds", []):
        ours = keys.get(entry.get("idempotency_key", "")) or by_store.get(entry.get("external_id", ""))
        if at := _at(entry.get("at")):
            words = _("%(amount)s refunded") % {"amount": money(Money(**entry["amount"]))}
            found.append(Event(at, "banknote", words, entry.get("reason", ""), ours.pk if ours else 0))
    for entry in order.document.get("returns", []):
        if at := _at(entry.get("requested_at")):
            words = _("Return: %(status)s") % {"status": wording.returned(entry["status"])}
            found.append(Event(at, "undo-2", words, entry.get("reason", "")))
    for shipment in shipments:
        found += _of_parcel(shipment)
    if order.cancelled_at:
        found.append(Event(order.cancelled_at, "circle-x", _("Cancelled"), order.cancel_reason))
    for remedy in remedies:
        line = shown(remedy)
        found.append(Event(remedy.asked_at, line.icon, f"{line.what}: {line.state}", line.by, remedy.pk))
    return sorted(found, key=lambda event: event.at, reverse=True)


def _placed(order: Order) -> str:
    if order.is_in_shop:
        return _("Bought in the shop %(place)s") % {"place": order.location} if order.location else _("Bought in a shop")
    return _("Ordered")


def _of_parcel(shipment: Shipment) -> Iterable[Event]:
    carrier = {"carrier": shipment.carrier or _("the carrier")}
    if shipment.shipped_at:
        yield Event(shipment.shipped_at, "package", _("Handed to %(carrier)s") % carrier, shipment.tracking_number)
    if shipment.delivered_at:
        yield Event(shipment.delivered_at, "circle-check", _("Delivered by %(carrier)s") % carrier, shipment.tracking_number)


def _payment(entry: Mapping[str, Any]) -> Payment:
    return Payment(_paid(entry)["method"], Money(**entry["amount"]), _at(entry.get("at")))


def _paid(entry: Mapping[str, Any]) -> dict[str, str]:
    kind = str(entry.get("kind") or _("payment")).replace("_", " ")
    method = f"{kind} •••• {entry['last_four']}" if entry.get("last_four") else kind
    return {"amount": money(Money(**entry["amount"])), "method": method}


def _addresses(order: Order) -> Iterable[tuple[str, Sequence[str]]]:
    to, bill = order.document.get("shipping_address"), order.document.get("billing_address")
    if to:
        yield _("Sent to"), _in_lines(to)
    if bill and bill != to:
        yield _("Billed to"), _in_lines(bill)


def _in_lines(address: Mapping[str, str]) -> list[str]:
    place = " ".join(filter(None, (address.get("postcode"), address.get("city"), address.get("region"))))
    parts = (address.get("name"), address.get("company"), address.get("line1"), address.get("line2"), place, address.get("country"))
    return [part for part in (*parts, address.get("phone")) if part]


def _policy(policy: CountryPolicy, order: Order) -> Iterable[str]:
    """What holds where the order goes, as sentences."""
    returns = ngettext("Returns within %(days)s day", "Returns within %(days)s days", policy.return_days) % {"days": policy.return_days}
    yield f"{returns}, {_('free of charge') if policy.is_return_free else _('at the cost of the customer')}."
    if order.return_until:
        yield _("This order can be returned until %(day)s.") % {"day": times.day(order.return_until)}
    if days := policy.withdrawal_days:
        yield ngettext("Right of withdrawal: %(days)s day.", "Right of withdrawal: %(days)s days.", days) % {"days": days}
    if months := policy.warranty_months:
        yield ngettext("Warranty: %(count)s month.", "Warranty: %(count)s months.", months) % {"count": months}
    yield from (paragraph for paragraph in (policy.rights.strip(), policy.text.strip()) if paragraph)


def _at(value: str | None) -> datetime | None:
    return parse_datetime(value) if value else None
