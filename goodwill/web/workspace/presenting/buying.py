"""What the stores know of a customer, as the card shows it: worth, orders and their parcels, carts, and what to do next.

It comes from the card that is kept in memory; one statement more says which orders the conversation is about, and which
accounts in stores have an address of the customer that nobody has proven.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import CharField, F, IntegerField, OuterRef, Subquery, Value
from django.utils.translation import gettext as _

from goodwill.commerce import wording
from goodwill.commerce.contract import ShipmentStatus
from goodwill.commerce.domain.finding import FoundBy
from goodwill.commerce.models import Shipment, Store, StoreCustomer
from goodwill.commerce.models.orders import OrderState
from goodwill.conversations.domain import linking_orders
from goodwill.conversations.models import Conversation, ConversationOrder
from goodwill.core.clock import now
from goodwill.core.money import Money
from goodwill.core.rows import Prepared
from goodwill.customers import cards
from goodwill.customers.advising import Advice, next_best
from goodwill.customers.models import Identity
from goodwill.remedies import kinds

MOST_ADVICE = 3
# What a row of the statement is, where it is not a linked order.
_ACCOUNT, _STORE = "account", "store"
FOUND_BY = {
    FoundBy.NUMBER: lambda: _("its number was named"),
    FoundBy.TRACKING: lambda: _("its parcel was named"),
    FoundBy.EMAIL: lambda: _("the customer's latest"),
    linking_orders.BY_AGENT: lambda: _("linked by an agent"),
}
# How a parcel or an order looks: (icon, kind of chip).
LOOKS: Mapping[str, tuple[str, str]] = {
    ShipmentStatus.LABEL: ("package", ""),
    ShipmentStatus.IN_TRANSIT: ("truck", "accent"),
    ShipmentStatus.OUT_FOR_DELIVERY: ("truck", "accent"),
    ShipmentStatus.WAITING: ("map-pin", "attention"),
    ShipmentStatus.DELIVERED: ("circle-check", "good"),
    ShipmentStatus.FAILED: ("triangle-alert", "danger"),
    ShipmentStatus.RETURNED: ("undo-2", "attention"),
    OrderState.PENDING: ("clock", ""),
    OrderState.PROCESSING: ("package", ""),
    OrderState.SHIPPED: ("truck", "accent"),
    OrderState.CANCELLED: ("circle-x", "danger"),
}


@dataclass(frozen=True, slots=True)
class Bought:
    """An order in the card. ``found_by`` says why the conversation is about it; "" where it only is the customer's."""

    id: int
    number: str
    words: str
    icon: str
    chip: str
    total: Money
    placed_at: datetime
    refunded: Money | None = None
    at: datetime | None = None
    expected_on: date | None = None
    tracking_url: str = ""
    found_by: str = ""
    is_of_another: bool = False


@dataclass(frozen=True, slots=True)
class Unproven:
    """An account in a store under an address of the customer that nobody has proven."""

    id: int
    email: str
    store: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A piece of advice with where it leads: to the form of a remedy, to the order, or nowhere."""

    title: str
    reason: str
    href: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Buying:
    """The stores' part of a card. Nothing of it is shown while no store is connected."""

    part: Mapping[str, Any]
    linked: Sequence[Bought] = ()
    orders: Sequence[Bought] = ()
    unproven: Sequence[Unproven] = ()
    advice: Sequence[Suggestion] = ()
    is_connected: bool = False

    @property
    def tiers(self) -> list[str]:
        """The tags of the customer, those that say a tier first: "tier:gold" is gold."""
        tags = sorted(self.part.get("tiers", ()), key=lambda tag: not tag.lower().startswith("tier:"))
        return [tag.partition(":")[2] if tag.lower().startswith("tier:") else tag for tag in tags[:6]]

    @property
    def holdings(self) -> bool:
        """Whether the customer has anything but orders."""
        return any(self.part.get(name) for name in ("carts", "subscriptions", "gift_cards")) or bool(self.accounts)

    @property
    def accounts(self) -> list[Mapping[str, Any]]:
        return list(self.part.get("accounts", ()))


def buying(conversation: Conversation, identities: Iterable[Identity], part_ids: Sequence[int] = ()) -> Buying:
    """The stores' part of the card beside this conversation."""
    known = cards.card(conversation.customer_id)
    part = known.get("commerce") or {}
    rows = _rows(conversation, part_ids)
    addresses = {identity.address for identity in identities}
    ours = {order["id"]: order for order in part.get("orders", ())}
    linked = [_linked(row, ours.get(row[1]), addresses) for row in rows if row[0] not in (_ACCOUNT, _STORE)]
    about = {order.id for order in linked}
    return Buying(
        part=part,
        linked=linked,
        is_connected=any(row[0] == _STORE for row in rows) or bool(part or linked),
        orders=[_of_card(order) for order in part.get("orders", ()) if order["id"] not in about],
        unproven=[Unproven(row[1], row[2], row[3]) for row in rows if row[0] == _ACCOUNT],
        advice=[_suggestion(one, conversation.pk) for one in next_best(known, now())[:MOST_ADVICE]],
    )


def day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def moment(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None


def _of_card(order: Mapping[str, Any], found_by: str = "") -> Bought:
    parcel = order["parcel"] if order["status"] != OrderState.CANCELLED else None
    status = parcel["status"] if parcel else order["status"]
    icon, chip = LOOKS.get(status, ("package", ""))
    words = wording.parcel(status, parcel["last_place"], parcel["carrier"]) if parcel else _status(order)
    refunded = order["refunded"]
    return Bought(
        id=order["id"],
        number=order["number"],
        words=words,
        icon=icon if not order["is_in_shop"] or parcel else "store",
        chip=chip,
        total=Money(**order["total"]),
        refunded=Money(**refunded) if refunded and refunded["minor"] else None,
        placed_at=datetime.fromisoformat(order["placed_at"]),
        at=moment((parcel["delivered_at"] or parcel["last_event_at"]) if parcel else None),
        expected_on=day((parcel["expected_on"] or order["expected_on"]) if parcel else order["expected_on"]),
        tracking_url=parcel["tracking_url"] if parcel else "",
        found_by=found_by,
    )


def _status(order: Mapping[str, Any]) -> str:
    if order["is_in_shop"]:
        return _("Bought in the shop %(place)s") % {"place": order["location"]} if order["location"] else _("Bought in a shop")
    return str(OrderState(order["status"]).label)


def _linked(row: Sequence[Any], known: Mapping[str, Any] | None, addresses: set[str]) -> Bought:
    """An order that the conversation is about: from the card where it is the customer's, else from its own row."""
    found_by, number = row[0], row[1]
    why = FOUND_BY[found_by]() if found_by in FOUND_BY else found_by
    if known is not None:
        return _of_card(known, why)
    email, name, status, currency, total, placed_at, parcel = row[2:9]
    shown = parcel if parcel and status != OrderState.CANCELLED else status
    icon, chip = LOOKS.get(shown, ("package", ""))
    return Bought(
        id=number,
        number=name,
        words=wording.parcel(parcel) if shown == parcel else str(OrderState(status).label),
        icon=icon,
        chip=chip,
        total=Money(total, currency),
        placed_at=placed_at,
        found_by=why,
        is_of_another=bool(email) and email not in addresses,
    )


def _suggestion(advice: Advice, conversation: int) -> Suggestion:
    if advice.order_id and advice.remedy:
        label = str(kinds.kind(advice.remedy).label) if advice.remedy in kinds.all_kinds() else ""
        href = f"/orders/{advice.order_id}/remedies/{advice.remedy}?conversation={conversation}&all=1"
        return Suggestion(advice.title, advice.reason, href if label else "", label)
    if advice.order_id:
        return Suggestion(advice.title, advice.reason, f"/orders/{advice.order_id}/?conversation={conversation}", _("Show the order"))
    return Suggestion(advice.title, advice.reason)


def _rows(conversation: Conversation, part_ids: Sequence[int]) -> list[Any]:
    """The linked orders, newest first, the unproven accounts and the stores; one statement, unless conversations were merged."""
    found = {(_kind(row), row[1]): row for row in _ROWS.all(conversation.pk, conversation.customer_id)}
    for other in part_ids:
        if other != conversation.pk:
            found |= {("", row[1]): row for row in _ROWS.all(other, conversation.customer_id) if not _kind(row)}
    return sorted(found.values(), key=lambda row: (_kind(row), -row[7].timestamp(), -row[1]))


def _kind(row: Sequence[Any]) -> str:
    return row[0] if row[0] in (_ACCOUNT, _STORE) else ""


def _statement(conversation: int, customer: int) -> Any:
    parcel = Shipment.objects.filter(order_id=OuterRef("order_id")).order_by("-id").values("status")[:1]
    orders = (
        ConversationOrder.objects.filter(conversation_id=conversation, is_dismissed=False, order__removed_at=None)
        .order_by()
        .annotate(parcel=Subquery(parcel))
        .values_list(
            "found_by",
            "order_id",
            "order__email",
            "order__number",
            "order__status",
            "order__currency",
            "order__total",
            "order__placed_at",
            "parcel",
        )
    )
    addresses = Identity.objects.filter(customer_id=customer).values("address")
    nothing = Value("", output_field=CharField())
    accounts = (
        StoreCustomer.objects.filter(customer=None, email__in=addresses)
        .order_by()
        .annotate(what=Value(_ACCOUNT, output_field=CharField()), none=nothing, zero=Value(0, output_field=IntegerField()))
        .values_list("what", "id", "email", F("store__name"), "none", "currency", "zero", "updated_at", F("none"))
    )
    stores = (
        Store.objects.filter(is_active=True)
        .order_by()
        .annotate(what=Value(_STORE, output_field=CharField()), none=nothing, zero=Value(0, output_field=IntegerField()))
        .values_list("what", "id", "none", "name", F("none"), "currency", "zero", "created_at", F("none"))
    )
    return orders.union(accounts, stores, all=True)


_ROWS = Prepared(_statement, int, int)
