"""Finds orders by what people say: a number, a tracking number, an address, or any of these in a text. Exact and indexed."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from goodwill.commerce.models import Order, Shipment
from goodwill.core import bulk
from goodwill.core.rows import Prepared
from goodwill.core.search import identifiers
from goodwill.core.search.identifiers import Kind

MOST = 20
_MOST_CANDIDATES = 40
_MOST_ROWS = 200
# A number without a mark or letters: it may be a year, a price or a phone, so alone it proves nothing.
_PLAIN_NUMBER = re.compile(r"(?<![\w#.,@-])\d{3,12}(?![\w@]|[.,]\d)")
_LONGEST_TEXT = 20_000


class FoundBy(StrEnum):
    """How an order was found; the words are those of ``ConversationOrder.found_by``."""

    NUMBER = "number"
    TRACKING = "tracking"
    EMAIL = "email"


@dataclass(frozen=True, slots=True)
class Found:
    order: Order
    found_by: FoundBy


def orders_by_number(number: str) -> list[Order]:
    """The orders with this number, in whatever spelling, newest first; several where stores count alike."""
    return _newest(Order.objects.present().filter(lookup=bare) if (bare := identifiers.bare(number)) else ())


def by_tracking(number: str) -> list[Order]:
    """The orders with a parcel under this tracking number."""
    bare = identifiers.bare(number)
    return _newest(Order.objects.present().filter(shipments__lookup=bare).distinct()) if bare else []


def by_email(address: str) -> list[Order]:
    """The orders that were placed under this address, newest first. It proves nothing about who asks."""
    email = address.strip().lower()
    return list(Order.objects.present().filter(email=email).order_by("-placed_at", "-id")[:MOST]) if email else []


def latest_of(address: str, customer_id: int) -> Order | None:
    """The newest order under a proven address, or of an account of its customer."""
    found = [*_UNDER.all(address), *_OF_CUSTOMER.all(customer_id)]
    return Order.objects.get(pk=max(found)[1]) if found else None


def orders_for_text(text: str, *, known_addresses: Collection[str] = ()) -> list[Found]:
    """The orders that a text names, those that it marks as a number first.

    A number with a mark or letters (``#1001``, ``FF-20318``) or of a parcel finds its order. A plain number (1001)
    finds one only if it was placed under one of ``known_addresses``: alone it may as well be a price.
    """
    text = text[:_LONGEST_TEXT]
    if not any(character.isdigit() for character in text):
        return []
    marked = [identifiers.bare(value) for kind, value in identifiers.extract(text) if kind in (Kind.ORDER, Kind.TRACKING)]
    plain = _PLAIN_NUMBER.findall(text) if known_addresses else []
    candidates = [form for form in dict.fromkeys([*marked, *plain]) if form][:_MOST_CANDIDATES]
    if not candidates:
        return []
    return _once(candidates, _by_number(candidates, set(marked), known_addresses) + _by_parcel(candidates))


def _by_number(candidates: Sequence[str], marked: set[str], known_addresses: Collection[str]) -> list[tuple[str, Found]]:
    addresses = {address.strip().lower() for address in known_addresses}
    numbers = bulk.among(Order, ("id",), "lookup", candidates)[:_MOST_ROWS]
    orders = Order.objects.present().filter(pk__in=[pk for (pk,) in numbers]).select_related("buyer") if numbers else ()
    return [(order.lookup, Found(order, FoundBy.NUMBER)) for order in orders if order.lookup in marked or addresses & _addresses(order)]


def _by_parcel(candidates: Sequence[str]) -> list[tuple[str, Found]]:
    long = [form for form in candidates if len(form) >= _SHORTEST_TRACKING]
    found = bulk.among(Shipment, ("lookup", "order_id"), "lookup", long)[:_MOST_ROWS]
    orders = Order.objects.present().in_bulk({order for _lookup, order in found}) if found else {}
    return [(lookup, Found(orders[order], FoundBy.TRACKING)) for lookup, order in found if order in orders]


_SHORTEST_TRACKING = 8


def _addresses(order: Order) -> set[str]:
    return {order.email, order.buyer.email if order.buyer else ""} - {""}


def _once(candidates: Sequence[str], found: Iterable[tuple[str, Found]]) -> list[Found]:
    """Each order once, in the order of what found it; of two with one number the newer first."""
    ranked = sorted(found, key=lambda pair: (candidates.index(pair[0]), -pair[1].order.placed_at.timestamp(), -pair[1].order.pk))
    first: dict[int, Found] = {}
    for _form, one in ranked:
        first.setdefault(one.order.pk, one)
    return list(first.values())[:MOST]


_UNDER = Prepared(
    lambda address: Order.objects.present().filter(email=address).order_by("-placed_at", "-id").values_list("placed_at", "id")[:1], str
)
_OF_CUSTOMER = Prepared(
    lambda customer: (
        Order.objects.present().filter(buyer__customer=customer).order_by("-placed_at", "-id").values_list("placed_at", "id")[:1]
    ),
    int,
)


def _newest(orders: Iterable[Order]) -> list[Order]:
    return sorted(orders, key=lambda order: (order.placed_at, order.pk), reverse=True)[:MOST]
