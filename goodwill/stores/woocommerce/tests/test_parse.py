"""Documents of WooCommerce → snapshots."""

import copy
import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodwill.commerce.contract import Incomprehensible, OrderSnapshot, OrderStatus, ShipmentStatus
from goodwill.core.money import Money
from goodwill.stores.woocommerce import parse

PAYLOADS = Path(__file__).parent.parent / "payloads"


def payload(name: str) -> Any:
    return json.loads((PAYLOADS / f"{name}.json").read_text(), parse_float=str)


def order(**changes: object) -> OrderSnapshot:
    found = parse.order({**payload("order"), **changes}, payload("refunds"), "https://shop.example.com")
    assert isinstance(found, OrderSnapshot)
    return found


def euros(amount: str) -> Money:
    return Money.parse(amount, "EUR")


def test_order_that_is_partly_sent_and_partly_refunded():
    found = order()

    assert (found.number, found.status, found.platform_status) == ("1042", OrderStatus.PROCESSING, "processing")
    assert (found.total, found.subtotal, found.shipping, found.tax) == (euros("70.90"), euros("70"), euros("4.90"), euros("11.32"))
    assert (found.customer_external_id, found.email, found.language) == ("7", "tomas@example.org", "de")
    assert [(line.title, line.quantity, line.price, line.discount, line.refunded_quantity) for line in found.lines] == [
        ("Oak board – large", 2, euros("25"), euros("4"), 1),
        ("Linen towel", 1, euros("20"), euros("0"), 0),
    ]
    assert [(line.variant_external_id, line.product_external_id, line.options) for line in found.lines] == [
        ("21", "21", {}),
        ("23", "22", {"Colour": "Sand"}),
    ]
    assert [(one.code, one.amount) for one in found.discounts] == [("spring", euros("4"))]
    assert [(one.external_id, one.amount, one.kind) for one in found.payments] == [("ch_77", euros("70.90"), "stripe")]
    assert [(one.amount, one.reason, one.idempotency_key, one.lines) for one in found.refunds] == [
        (euros("10"), "A scratch", "gw:1-a", {"11": 1})
    ]
    (parcel,) = found.shipments
    assert (parcel.carrier, parcel.tracking_number, parcel.status) == ("DHL", "00340434161094042557", ShipmentStatus.IN_TRANSIT)
    assert found.shipping_address
    assert found.shipping_address.name == "Tomas Lind"
    assert found.admin_url == "https://shop.example.com/wp-admin/post.php?post=1042&action=edit"


def test_times_without_a_zone_are_utc():
    assert order().placed_at == datetime(2026, 3, 2, 9, 15, tzinfo=UTC)
    assert order().updated_at == datetime(2026, 3, 4, 8, 0, 30, tzinfo=UTC)


def test_order_alone_knows_the_sum_of_its_refunds():
    found = parse.order(payload("order"))

    assert found
    assert [(one.external_id, one.amount, one.idempotency_key, one.lines) for one in found.refunds] == [("1050", euros("10"), "gw:1-a", {})]


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("pending", OrderStatus.PENDING),
        ("on-hold", OrderStatus.PENDING),
        ("failed", OrderStatus.PENDING),
        ("processing", OrderStatus.PENDING),
        ("completed", OrderStatus.SHIPPED),
        ("delivered", OrderStatus.DELIVERED),
        ("cancelled", OrderStatus.CANCELLED),
        ("refunded", OrderStatus.CANCELLED),
        ("their-own-word", OrderStatus.PROCESSING),
    ],
)
def test_statuses(status: str, expected: OrderStatus):
    found = order(status=status, meta_data=[])
    assert (found.status, found.platform_status) == (expected, status)
    assert (found.cancelled_at is not None) == (expected is OrderStatus.CANCELLED)


def test_order_that_was_sent_and_then_refunded_was_not_cancelled():
    assert order(status="refunded", date_completed_gmt="2026-03-03T08:00:00").status is OrderStatus.SHIPPED


def test_draft_is_no_order():
    assert parse.order({**payload("order"), "status": "checkout-draft"}) is None


def test_guest_and_unpaid_order():
    found = order(customer_id=0, date_paid_gmt=None)
    assert (found.customer_external_id, found.payments) == ("", ())


def test_fees_are_lines_and_lowering_ones_discounts():
    fee = {"id": 77, "name": "Gift wrap", "total": "2.00", "total_tax": "0.38"}
    found = order(fee_lines=[fee, {**fee, "id": 78, "name": "Club", "total": "-1.00", "total_tax": "-0.19"}])
    assert [(line.title, line.price) for line in found.lines[2:]] == [("Gift wrap", euros("2.38"))]
    assert [(one.label, one.amount) for one in found.discounts[1:]] == [("Club", euros("1.19"))]


def test_what_is_sold_by_weight_is_one_piece():
    line = {**payload("order")["line_items"][1], "quantity": "1.5"}
    found = order(line_items=[line]).lines[0]
    assert (found.quantity, found.price, found.title) == (1, euros("20"), "1.5 × Linen towel")


@pytest.mark.parametrize(
    ("number", "carrier"),
    [
        ("_aftership_tracking_number", "_aftership_tracking_provider_name"),
        ("ywot_tracking_code", "ywot_carrier_name"),
        ("_tracking_number", "_tracking_provider"),
    ],
)
def test_parcel_of_other_plugins(number: str, carrier: str):
    (parcel,) = order(meta_data=[{"id": 1, "key": number, "value": "AB1"}, {"id": 2, "key": carrier, "value": "Post"}]).shipments
    assert (parcel.tracking_number, parcel.carrier) == ("AB1", "Post")


@given(
    st.integers(1, 40),
    st.decimals("0.01", "900", places=4, allow_nan=False, allow_infinity=False),
    st.decimals("0", "200", places=4, allow_nan=False, allow_infinity=False),
    st.integers(0, 100),
)
def test_line_comes_to_what_was_paid_for_it(quantity: int, net: Decimal, tax: Decimal, percent: int):
    line = copy.deepcopy(payload("order")["line_items"][0])
    line |= {"quantity": quantity, "subtotal": str(net), "subtotal_tax": str(tax)}
    line |= {"total": str(net * percent / 100), "total_tax": str(tax * percent / 100)}
    found = order(line_items=[line]).lines[0]
    assert found.discount is not None
    assert found.price * quantity - found.discount == Money.parse((net + tax) * percent / 100, "EUR")
    assert found.discount.minor >= 0


def test_customer():
    found = parse.customer(payload("customer"))
    assert (found.external_id, found.name, found.email, found.phone) == ("7", "Tomas Lind", "tomas@example.org", "+49 761 555")
    assert found.updated_at == datetime(2025, 11, 1, 11, tzinfo=UTC)
    assert found.address
    assert found.address.postcode == "79098"


def test_variable_product_with_its_stock():
    found = parse.product(payload("product"), payload("variations"), "EUR")
    assert (found.title, found.is_active, found.updated_at) == ("Linen towel", True, datetime(2026, 2, 3, 8, tzinfo=UTC))
    assert [(one.external_id, one.price, one.compare_at, one.options) for one in found.variants] == [
        ("23", euros("20"), None, {"Colour": "Sand"}),
        ("24", euros("15"), euros("20"), {"Colour": "Sea"}),
    ]
    stock = parse.stock(payload("product"), payload("variations"), "Fern & Fable")
    assert [(one.variant_external_id, one.available, one.location) for one in stock] == [
        ("23", 9, "Fern & Fable"),
        ("24", 2, "Fern & Fable"),
    ]


def test_simple_product_is_its_own_variant():
    wire = {**payload("product"), "type": "simple", "variations": [], "price": "", "regular_price": ""}
    (variant,) = parse.product(wire, [], "EUR").variants
    assert (variant.external_id, variant.price, variant.is_available) == ("22", euros("0"), False)


@pytest.mark.parametrize("wire", [{"hello": 1}, {**payload("order"), "line_items": None}, {**payload("order"), "total": "much"}])
def test_nonsense_is_incomprehensible(wire: dict):
    with pytest.raises(Incomprehensible):
        parse.order(wire)
    with pytest.raises(Incomprehensible):
        parse.customer(wire)
    with pytest.raises(Incomprehensible):
        parse.product(wire, [], "EUR")


def test_reference_is_found_again_at_the_end_of_words_alone():
    assert parse.reference(parse.with_reference("Broken (again)", "gw:1-a.b")) == "gw:1-a.b"
    assert parse.reference("Broken [again] or not") == ""
    assert parse.reference(None) == ""
