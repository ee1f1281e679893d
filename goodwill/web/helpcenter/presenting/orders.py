"""What the page of an order shows its buyer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from goodwill.commerce import wording
from goodwill.commerce.contract import Ability, ReturnStatus, ShipmentStatus
from goodwill.commerce.domain import country_policies, telling_progress
from goodwill.commerce.domain.telling_progress import Progress
from goodwill.commerce.letters import brand_of
from goodwill.commerce.models import CountryPolicy, Order, OrderLine, Shipment, Variant
from goodwill.commerce.models.orders import OrderState
from goodwill.commerce.registry import connector_of
from goodwill.core.clock import now
from goodwill.core.money import Money

_COMING = (ReturnStatus.REQUESTED, ReturnStatus.APPROVED, ReturnStatus.IN_TRANSIT)
NOT_LEFT = (OrderState.PENDING, OrderState.PROCESSING)


@dataclass(frozen=True, slots=True)
class Line:
    """An article: ``returnable`` pieces are neither given back nor on their way back."""

    row: OrderLine
    price: Money
    image_url: str
    options: str
    returnable: int


@dataclass(frozen=True, slots=True)
class Event:
    at: datetime
    words: str
    place: str


@dataclass(frozen=True, slots=True)
class Parcel:
    row: Shipment
    words: str
    tracking_url: str
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Return:
    articles: str
    words: str
    next: str
    label_url: str
    tracking_number: str


@dataclass(frozen=True, slots=True)
class Refund:
    amount: Money
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Page:
    """An order as its buyer sees it."""

    order: Order
    brand: str
    progress: Progress
    lines: tuple[Line, ...]
    parcels: tuple[Parcel, ...]
    returns: tuple[Return, ...]
    refunds: tuple[Refund, ...]
    address: tuple[str, ...]
    policy: CountryPolicy | None
    abilities: frozenset[Ability]

    @property
    def images(self) -> list[str]:
        return [line.image_url for line in self.lines if line.image_url]

    @property
    def may_be_changed(self) -> bool:
        """Whether cancelling it or sending it elsewhere can still be thought of."""
        return self.order.status in NOT_LEFT

    @property
    def may_come_back(self) -> bool:
        return self.order.status in (OrderState.SHIPPED, OrderState.DELIVERED) and any(line.returnable for line in self.lines)


def page(order: Order) -> Page:
    prefetch_related_objects([order], "lines", "shipments")
    rows = sorted(order.lines.all(), key=lambda line: line.position)
    shipments = sorted(order.shipments.all(), key=lambda parcel: parcel.pk)
    today = timezone.localdate(now())
    return Page(
        order=order,
        brand=brand_of(order.store),
        progress=telling_progress.progress(order, shipments, today),
        lines=tuple(_lines(order, rows)),
        parcels=tuple(_parcel(shipment) for shipment in shipments),
        returns=tuple(_return(entry, rows) for entry in reversed(order.document.get("returns", []))),
        refunds=tuple(_refund(entry) for entry in reversed(order.document.get("refunds", []))),
        address=in_lines(order.document.get("shipping_address") or {}),
        policy=country_policies.policy_for(order.store, order.country, timezone.localdate(order.placed_at)),
        abilities=connector_of(order.store).abilities,
    )


def in_lines(address: Mapping[str, Any]) -> tuple[str, ...]:
    """A postal address, a line each."""
    place = " ".join(filter(None, (address.get("postcode"), address.get("city"))))
    found = (address.get("name"), address.get("company"), address.get("line1"), address.get("line2"), place, address.get("region"))
    return tuple(str(part) for part in (*found, address.get("country")) if part)


def label_of(facts: Mapping[str, Any]) -> str:
    """The address of the return label that the store told with its answer, "" where there is none."""
    return _secure(str(facts.get("label_url", "") or ""), even_here=True)


def counted(lines: Mapping[str, int], rows: Iterable[OrderLine]) -> str:
    """``2 × Fern, 1 × Pot``."""
    titles = {row.external_id: row.title for row in rows}
    return ", ".join(f"{count} × {titles[line]}" for line, count in lines.items() if line in titles)


def _lines(order: Order, rows: list[OrderLine]) -> Iterable[Line]:
    pictures = _pictures(order, [row for row in rows if not row.image_url])
    coming = _coming(order)
    for row in rows:
        yield Line(
            row=row,
            price=Money(row.price * row.quantity - row.discount, order.currency),
            image_url=_secure(row.image_url or pictures.get(row.variant_external_id, "")),
            options=", ".join(str(value) for value in row.options.values() if value),
            returnable=max(0, row.quantity - row.refunded_quantity - coming.get(row.external_id, 0)),
        )


def _pictures(order: Order, rows: list[OrderLine]) -> dict[str, str]:
    """Pictures of variants, for lines that carry none themselves."""
    wanted = [row.variant_external_id for row in rows if row.variant_external_id]
    if not wanted:
        return {}
    found = Variant.objects.filter(store=order.store, external_id__in=wanted).select_related("product")
    return {variant.external_id: variant.image_url or variant.product.image_url for variant in found}


def _coming(order: Order) -> dict[str, int]:
    found: dict[str, int] = {}
    for entry in order.document.get("returns", []):
        for line, count in (entry.get("lines") or {}).items() if entry.get("status") in _COMING else ():
            found[line] = found.get(line, 0) + count
    return found


def _parcel(row: Shipment) -> Parcel:
    events = tuple(_event(event) for event in reversed(row.events))
    return Parcel(row, wording.parcel(row.status, carrier=row.carrier), _secure(row.tracking_url), tuple(filter(None, events)))


def _event(event: Mapping[str, Any]) -> Event | None:
    at = parse_datetime(str(event.get("at", "")))
    if at is None:
        return None
    status = str(event.get("status", ""))
    known = telling_progress.PARCEL.get(ShipmentStatus(status)) if status in list(ShipmentStatus) else None
    return Event(at, str(known or event.get("words", "")), str(event.get("place", "")))


def _return(entry: Mapping[str, Any], rows: list[OrderLine]) -> Return:
    status = str(entry.get("status", ""))
    return Return(
        articles=counted(entry.get("lines") or {}, rows) or _("the order"),
        words=wording.returned(status),
        next=str(telling_progress.RETURN[ReturnStatus(status)]) if status in list(ReturnStatus) else "",
        label_url=_secure(str(entry.get("label_url", "") or ""), even_here=True),
        tracking_number=str(entry.get("tracking_number", "") or ""),
    )


def _refund(entry: Mapping[str, Any]) -> Refund:
    amount = entry["amount"]
    return Refund(Money(amount["minor"], amount["currency"]), parse_datetime(str(entry.get("at") or "")))


def _secure(address: str, *, even_here: bool = False) -> str:
    """An address of the web that may stand in a page; what a store sends is not to be trusted to be one."""
    return address if address.startswith(("https://", "http://") if even_here else "https://") else ""
