"""How things stand in a store at one moment, as its connector understood it.

A snapshot replaces what the mirror knew of the thing as a whole. ``updated_at`` is the store's own time of the last
change: the mirror takes nothing that is older than what it has, so that snapshots may come in any order and twice.
``external_id`` is the store's id, a text, unique in the store per kind of thing. Card numbers never appear: payments
carry the gateway's token and the last four digits at most.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from goodwill.core.money import Money


class OrderStatus(StrEnum):
    """Where an order is on its way; a platform's own word goes into ``platform_status``."""

    PENDING = "pending"  # nothing of it was packed: it can be changed and cancelled
    PROCESSING = "processing"  # being picked, or handed to the carrier in part
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"


class ShipmentStatus(StrEnum):
    LABEL = "label"  # announced to the carrier, not scanned yet
    IN_TRANSIT = "in_transit"
    OUT_FOR_DELIVERY = "out_for_delivery"
    WAITING = "waiting"  # at a pick-up point
    DELIVERED = "delivered"
    FAILED = "failed"  # an attempt failed, the address is wrong, it was damaged
    RETURNED = "returned"  # on its way back or back with the sender


class ReturnStatus(StrEnum):
    REQUESTED = "requested"
    APPROVED = "approved"
    IN_TRANSIT = "in_transit"
    RECEIVED = "received"
    CLOSED = "closed"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address; ``country`` is the ISO 3166-1 alpha-2 code where the store gives one, else its own words."""

    name: str = ""
    company: str = ""
    line1: str = ""
    line2: str = ""
    city: str = ""
    region: str = ""
    postcode: str = ""
    country: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class PaymentMethodSnapshot:
    """A means of payment that a customer keeps in the store; ``balance`` only of gift cards and credit."""

    external_id: str
    kind: str  # the store's word: credit_card, paypal, gift_card, invoice …
    label: str = ""
    last_four: str = ""
    balance: Money | None = None


@dataclass(frozen=True, slots=True)
class CustomerSnapshot:
    """A customer account; ``email`` is what the store says, which proves nothing about who writes from it."""

    external_id: str
    updated_at: datetime
    email: str = ""
    phone: str = ""
    name: str = ""
    language: str = ""
    tags: tuple[str, ...] = ()
    address: Address | None = None
    accepts_marketing: bool | None = None
    loyalty_points: int | None = None
    store_credit: Money | None = None
    payment_methods: tuple[PaymentMethodSnapshot, ...] = ()
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class VariantSnapshot:
    """What can be bought of a product; ``options`` are like ``{"size": "M"}``."""

    external_id: str
    price: Money
    sku: str = ""
    title: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    compare_at: Money | None = None
    image_url: str = ""
    is_available: bool = True


@dataclass(frozen=True, slots=True)
class ProductSnapshot:
    """A product with all its variants: one that is missing here is gone."""

    external_id: str
    updated_at: datetime
    title: str
    url: str = ""
    image_url: str = ""
    is_active: bool = True
    variants: tuple[VariantSnapshot, ...] = ()


@dataclass(frozen=True, slots=True)
class StockSnapshot:
    """How much of a variant lies at one location; ``location`` is its name, ``is_shop`` where people can walk in."""

    variant_external_id: str
    location_external_id: str
    available: int
    updated_at: datetime
    location: str = ""
    is_shop: bool = False
    back_on: date | None = None


@dataclass(frozen=True, slots=True)
class LineSnapshot:
    """One line of an order; ``price`` is for one piece, before ``discount``, which is for the whole line."""

    external_id: str
    title: str
    quantity: int
    price: Money
    variant_external_id: str = ""
    product_external_id: str = ""
    sku: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    discount: Money | None = None
    tax: Money | None = None
    image_url: str = ""
    refunded_quantity: int = 0


@dataclass(frozen=True, slots=True)
class DiscountSnapshot:
    code: str
    amount: Money
    label: str = ""


@dataclass(frozen=True, slots=True)
class PaymentSnapshot:
    """Money that came in. ``method_external_id`` and ``token`` are the store's and the gateway's names for its source."""

    external_id: str
    amount: Money
    at: datetime | None = None
    kind: str = ""
    method_external_id: str = ""
    token: str = ""
    last_four: str = ""
    is_settled: bool = True


@dataclass(frozen=True, slots=True)
class RefundSnapshot:
    """Money that went back; ``idempotency_key`` is ours, where the store keeps it, so that we know our own again."""

    external_id: str
    amount: Money
    at: datetime | None = None
    reason: str = ""
    method_external_id: str = ""
    lines: Mapping[str, int] = field(default_factory=dict)  # line external id → pieces
    idempotency_key: str = ""
    is_settled: bool = True


@dataclass(frozen=True, slots=True)
class ReturnSnapshot:
    external_id: str
    status: ReturnStatus
    lines: Mapping[str, int] = field(default_factory=dict)  # line external id → pieces
    requested_at: datetime | None = None
    reason: str = ""
    label_url: str = ""
    tracking_number: str = ""


@dataclass(frozen=True, slots=True)
class TrackingEvent:
    """One scan of a parcel; ``words`` are the carrier's, in whatever language."""

    at: datetime
    status: ShipmentStatus
    words: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class ShipmentSnapshot:
    """A parcel of an order; ``lines`` empty means the whole order."""

    external_id: str
    status: ShipmentStatus
    carrier: str = ""
    tracking_number: str = ""
    tracking_url: str = ""
    shipped_at: datetime | None = None
    delivered_at: datetime | None = None
    expected_on: date | None = None
    lines: Mapping[str, int] = field(default_factory=dict)
    events: tuple[TrackingEvent, ...] = ()


@dataclass(frozen=True, slots=True)
class OrderSnapshot:
    """An order, made on the web or in a physical shop (then with its location). ``number`` is what people say: ``#1001``.

    ``total`` is what is to be paid for it now, after changes of lines; payments and refunds say what was paid.
    """

    external_id: str
    updated_at: datetime
    number: str
    placed_at: datetime
    status: OrderStatus
    total: Money
    platform_status: str = ""
    customer_external_id: str = ""
    email: str = ""
    phone: str = ""
    subtotal: Money | None = None
    shipping: Money | None = None
    tax: Money | None = None
    lines: tuple[LineSnapshot, ...] = ()
    discounts: tuple[DiscountSnapshot, ...] = ()
    payments: tuple[PaymentSnapshot, ...] = ()
    refunds: tuple[RefundSnapshot, ...] = ()
    returns: tuple[ReturnSnapshot, ...] = ()
    shipments: tuple[ShipmentSnapshot, ...] = ()
    shipping_address: Address | None = None
    billing_address: Address | None = None
    shipping_method: str = ""
    expected_on: date | None = None
    return_until: date | None = None
    cancelled_at: datetime | None = None
    cancel_reason: str = ""
    is_in_shop: bool = False
    location_external_id: str = ""
    location: str = ""
    language: str = ""
    note: str = ""
    tags: tuple[str, ...] = ()
    admin_url: str = ""


@dataclass(frozen=True, slots=True)
class CartSnapshot:
    """What lies in a cart, for a customer or an e-mail address that the store knows."""

    external_id: str
    updated_at: datetime
    total: Money
    customer_external_id: str = ""
    email: str = ""
    lines: tuple[LineSnapshot, ...] = ()
    url: str = ""
    is_completed: bool = False


@dataclass(frozen=True, slots=True)
class SubscriptionSnapshot:
    external_id: str
    updated_at: datetime
    customer_external_id: str
    title: str
    status: str  # active, paused, cancelled, or the store's own word
    price: Money | None = None
    every: str = ""
    next_on: date | None = None


@dataclass(frozen=True, slots=True)
class GiftCardSnapshot:
    external_id: str
    updated_at: datetime
    balance: Money
    last_four: str = ""
    customer_external_id: str = ""
    expires_on: date | None = None
    is_enabled: bool = True


@dataclass(frozen=True, slots=True)
class Removed:
    """The store deleted this; ``resource`` is a value of ``Resource``."""

    resource: str
    external_id: str
    updated_at: datetime


Snapshot = (
    CustomerSnapshot | ProductSnapshot | StockSnapshot | OrderSnapshot | CartSnapshot | SubscriptionSnapshot | GiftCardSnapshot | Removed
)
