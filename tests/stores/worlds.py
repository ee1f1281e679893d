"""A very small shop for tests of stores: two products, a customer who has three means of payment, an order in each state."""

from dataclasses import replace
from datetime import UTC, date, datetime

from goodwill.commerce.contract import (
    Address,
    CustomerSnapshot,
    LineSnapshot,
    OrderSnapshot,
    OrderStatus,
    PaymentMethodSnapshot,
    PaymentSnapshot,
    ProductSnapshot,
    ShipmentSnapshot,
    ShipmentStatus,
    Snapshot,
    StockSnapshot,
    TrackingEvent,
    VariantSnapshot,
)
from goodwill.core.money import Money

THEN = datetime(2026, 1, 10, 12, tzinfo=UTC)
HOME = Address(name="Kim Berg", line1="Hauptstr. 5", postcode="10115", city="Berlin", country="DE")


def euros(amount: str | int) -> Money:
    return Money.parse(amount, "EUR")


POT = ProductSnapshot(
    "pot",
    THEN,
    "Teapot",
    variants=(
        VariantSnapshot("pot-blue", euros(40), "POT-B", options={"colour": "blue"}),
        VariantSnapshot("pot-red", euros(45), "POT-R", options={"colour": "red"}),
    ),
)
CUP = ProductSnapshot("cup", THEN, "Cup", variants=(VariantSnapshot("cup", euros(5), "CUP"),))
STOCK = (
    StockSnapshot("pot-blue", "berlin", 3, THEN, "Berlin"),
    StockSnapshot("pot-red", "berlin", 1, THEN, "Berlin"),
    StockSnapshot("pot-red", "hamburg", 2, THEN, "Hamburg", is_shop=True),
    StockSnapshot("cup", "berlin", 10, THEN, "Berlin"),
)
KIM = CustomerSnapshot(
    "kim",
    THEN,
    email="kim@example.com",
    name="Kim Berg",
    address=HOME,
    loyalty_points=100,
    store_credit=euros(0),
    payment_methods=(
        PaymentMethodSnapshot("card", "credit_card", "Visa", "4242"),
        PaymentMethodSnapshot("paypal", "paypal", "PayPal"),
        PaymentMethodSnapshot("gift", "gift_card", "Gift card", "7K2M", euros(30)),
    ),
)


def order(number: int, status: OrderStatus = OrderStatus.PENDING) -> OrderSnapshot:
    """A teapot, two cups and the postage: 54.90 by card."""
    made = OrderSnapshot(
        external_id=str(number),
        updated_at=THEN,
        number=f"#{number}",
        placed_at=THEN,
        status=status,
        total=euros("54.90"),
        customer_external_id="kim",
        email="kim@example.com",
        subtotal=euros(50),
        shipping=euros("4.90"),
        lines=(
            LineSnapshot("1", "Teapot", 1, euros(40), "pot-blue", "pot", "POT-B", {"colour": "blue"}),
            LineSnapshot("2", "Cup", 2, euros(5), "cup", "cup", "CUP"),
        ),
        payments=(PaymentSnapshot("p1", euros("54.90"), THEN, "credit_card", "card", last_four="4242"),),
        shipping_address=HOME,
    )
    if status in (OrderStatus.SHIPPED, OrderStatus.DELIVERED):
        made = replace(made, shipments=(parcel(number, status is OrderStatus.DELIVERED),), return_until=date(2030, 1, 1))
    return made


def parcel(number: int, is_delivered: bool) -> ShipmentSnapshot:
    status = ShipmentStatus.DELIVERED if is_delivered else ShipmentStatus.IN_TRANSIT
    return ShipmentSnapshot(
        f"parcel-{number}", status, "DHL", f"JD{number}", shipped_at=THEN, events=(TrackingEvent(THEN, status, "Scanned", "Leipzig"),)
    )


def world() -> tuple[Snapshot, ...]:
    """Orders 1001 (pending), 1002 (processing), 1003 (shipped), 1004 (delivered)."""
    states = (OrderStatus.PENDING, OrderStatus.PROCESSING, OrderStatus.SHIPPED, OrderStatus.DELIVERED)
    return (POT, CUP, *STOCK, KIM, *(order(number, status) for number, status in enumerate(states, start=1001)))
