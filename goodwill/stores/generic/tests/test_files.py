"""CSV exports become snapshots; what is wrong is named by row and column."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodwill.commerce.contract import (
    Address,
    CustomerSnapshot,
    Incomprehensible,
    LineSnapshot,
    OrderSnapshot,
    OrderStatus,
    PaymentSnapshot,
    ProductSnapshot,
    Resource,
    ShipmentSnapshot,
    ShipmentStatus,
    StockSnapshot,
    VariantSnapshot,
)
from goodwill.core import clock
from goodwill.core.money import InvalidAmount, Money
from goodwill.stores.generic.files import read_file
from goodwill.stores.generic.tables import plain_amount

PAYLOADS = Path(__file__).resolve().parent.parent / "payloads"
NOW = datetime(2026, 2, 1, tzinfo=UTC)


def _read(path, resource):
    with clock.pretending(NOW):
        return list(read_file(path, resource, "EUR"))


def _written(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "export.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_orders_are_read_with_their_lines():
    first, second = _read(PAYLOADS / "orders.csv", Resource.ORDERS)
    placed = datetime(2026, 1, 28, 18, 2, tzinfo=UTC)
    assert first == OrderSnapshot(
        external_id="#1001",
        updated_at=NOW,
        number="#1001",
        placed_at=placed,
        status=OrderStatus.SHIPPED,
        total=Money(5490, "EUR"),
        customer_external_id="77",
        email="kim@example.com",
        lines=(
            LineSnapshot("1", "Teapot", 1, Money(4000, "EUR"), options={"colour": "blue"}),
            LineSnapshot("2", "Cup", 2, Money(500, "EUR")),
        ),
        payments=(PaymentSnapshot("paid", Money(5490, "EUR"), placed, "credit_card"),),
        shipments=(
            ShipmentSnapshot(
                "JD0146000039",
                ShipmentStatus.IN_TRANSIT,
                tracking_number="JD0146000039",
                shipped_at=datetime(2026, 1, 29, 7, tzinfo=UTC),
            ),
        ),
        shipping_address=Address(line1="Hauptstr. 5", city="Berlin", country="DE"),
    )
    assert (second.number, second.email, second.total, second.placed_at) == (
        "#1002",
        "müller@example.com",
        Money(123450, "EUR"),
        datetime(2026, 1, 30, tzinfo=UTC),
    )


def test_customers_are_read():
    kim, aine = _read(PAYLOADS / "customers.csv", Resource.CUSTOMERS)
    assert kim == CustomerSnapshot(
        external_id="77",
        updated_at=NOW,
        email="kim@example.com",
        name="Kim Berg",
        tags=("regular", "tea"),
        address=Address(name="Kim Berg", line1="Hauptstr. 5", city="Berlin", country="DE"),
        accepts_marketing=True,
        loyalty_points=120,
        created_at=datetime(2025, 11, 2, tzinfo=UTC),
    )
    assert (aine.name, aine.address, aine.accepts_marketing) == ("Ó Briain, Áine", None, None)
    assert aine.created_at == datetime(2026, 1, 5, 9, tzinfo=UTC)


def test_products_are_read_with_their_variants():
    assert _read(PAYLOADS / "products.csv", Resource.PRODUCTS) == [
        ProductSnapshot(
            "pot",
            NOW,
            "Teapot",
            variants=(
                VariantSnapshot("pot-blue", Money(4000, "EUR"), "POT-B", options={"colour": "blue"}, compare_at=Money(4900, "EUR")),
                VariantSnapshot("pot-red", Money(4200, "EUR"), "POT-R", options={"colour": "red"}),
            ),
        ),
        ProductSnapshot("cup", NOW, "Cup", variants=(VariantSnapshot("CUP", Money(500, "EUR"), "CUP"),)),
    ]


def test_stock_is_read(tmp_path):
    path = _written(tmp_path, "variant_id,available,location,is_shop,back_on\ncup,3,Berlin,ja,01.03.2026\ncup,-1,,,\n")
    assert _read(path, Resource.STOCK) == [
        StockSnapshot("cup", "Berlin", 3, NOW, "Berlin", is_shop=True, back_on=date(2026, 3, 1)),
        StockSnapshot("cup", "main", -1, NOW),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_usual_encodings_are_understood(tmp_path, encoding):
    text = (PAYLOADS / "orders.csv").read_text()
    assert _read(_written(tmp_path, text, encoding), Resource.ORDERS) == _read(PAYLOADS / "orders.csv", Resource.ORDERS)


@pytest.mark.parametrize("mark", [",", "\t", "|"])
def test_usual_separators_are_understood(tmp_path, mark):
    text = "id;name\n1;A\n\n;;\n2;B\n".replace(";", mark)
    assert [customer.name for customer in _read(_written(tmp_path, text), Resource.CUSTOMERS)] == ["A", "B"]


_HEAD = "number,placed_at,status,total,title,quantity,price\n"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (_HEAD + "1,2026-01-01,pending,5,Cup,1,5\n2,2026-01-01,pending,abc,Cup,1,5\n", "Row 3, column total: 'abc' is not an amount"),
        (
            _HEAD + '1,2026-01-01,pending,"1,234",Cup,1,5\n',
            "Row 2, column total: '1,234' could mean two amounts; write it with two decimals",
        ),
        (_HEAD + "1,01/02/2026,pending,5,Cup,1,5\n", "Row 2, column placed_at: '01/02/2026' is not a time such as 2026-01-31 09:30"),
        (_HEAD + "1,,pending,5,Cup,1,5\n", "Row 2, column placed_at: this is empty"),
        (_HEAD + "1,2026-01-01,lost,5,Cup,1,5\n", "Row 2, column status: 'lost' is none of pending, processing"),
        (_HEAD + "1,2026-01-01,pending,5,Cup,one,5\n", "Row 2, column quantity: 'one' is not a whole number"),
        (_HEAD + "1,2026-01-01,pending,5,Cup,1,5\n,,,,Cup,1,5\n", "Row 3, column number: this is empty"),
        (
            _HEAD + "1,2026-01-01,pending,5,A,1,5\n2,2026-01-01,pending,5,B,1,5\n1,,,,C,1,5\n",
            "Row 4, column number: 1 came further up already",
        ),
        (_HEAD + "1,2026-01-01,pending,5,Cup,1,5,6\n", "Row 2 has more cells than the header."),
        (
            "number,total\n",
            "The first row must name the columns. Missing: placed_at, status, title, quantity, price. Found: number, total.",
        ),
        ("", "Missing: number, placed_at"),
        (_HEAD.replace("title", "total"), "Missing: title"),
        (_HEAD.replace("\n", ",title\n"), "Two columns have the same name: title."),
    ],
)
def test_what_is_wrong_is_named_by_row_and_column(tmp_path, text, sentence):
    with pytest.raises(Incomprehensible) as caught:
        _read(_written(tmp_path, text), Resource.ORDERS)
    assert sentence in str(caught.value)


def test_currency_of_the_first_row_counts_for_the_whole_order(tmp_path):
    text = _HEAD.replace("\n", ",currency\n") + "1,2026-01-01,pending,15,Cup,1,5,USD\n1,,,,Pot,1,10,\n2,2026-01-01,pending,5,Cup,1,5,\n"
    dollars, euros = _read(_written(tmp_path, text), Resource.ORDERS)
    assert [line.price for line in dollars.lines] == [Money(500, "USD"), Money(1000, "USD")]
    assert euros.total == Money(500, "EUR")


def test_customer_that_comes_twice_is_named(tmp_path):
    with pytest.raises(Incomprehensible, match="Row 3, column id: 7 came further up already"):
        _read(_written(tmp_path, "id\n7\n7\n"), Resource.CUSTOMERS)


def test_other_resources_have_no_files(tmp_path):
    with pytest.raises(Incomprehensible, match="products, stock, customers and orders only"):
        _read(_written(tmp_path, "id\n"), Resource.CARTS)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("12", "12"),
        ("12.5", "12.5"),
        ("12,50", "12.50"),
        ("1.234,50", "1234.50"),
        ("1,234.50", "1234.50"),
        ("1 234,50", "1234.50"),
        ("1'234.50", "1234.50"),
        ("1.234.567", "1234567"),
        ("-1.234.567,8", "-1234567.8"),
        ("€ 12,50", "12.50"),
        ("12,50 €", "12.50"),
        ("+3.00", "3.00"),
    ],
)
def test_amount_is_read_with_points_and_commas(text, plain):
    assert plain_amount(text) == plain


@pytest.mark.parametrize(
    "text", ["", "abc", "1.234", "1,234", "1,23,4", "1.23.456,7", "12.34.56", "1234.567,8", "12,", ",5", "1e5", "--1", "1,2.3.4"]
)
def test_amount_that_is_none_or_could_be_two_is_refused(text):
    with pytest.raises(InvalidAmount):
        plain_amount(text)


@given(st.integers(-(10**11), 10**11), st.sampled_from([("", "."), ("", ","), (".", ","), (",", "."), ("'", "."), (" ", ",")]))
def test_every_amount_comes_back_whatever_its_marks(minor, marks):
    amount = Money(minor, "EUR")
    whole, decimals = f"{abs(minor) // 100:,}", f"{abs(minor) % 100:02}"
    text = ("-" if minor < 0 else "") + whole.replace(",", marks[0]) + marks[1] + decimals
    assert Money.parse(plain_amount(text), "EUR") == amount


def test_file_that_is_read_again_is_newer(tmp_path):
    path = _written(tmp_path, "id\n7\n")
    (first,) = _read(path, Resource.CUSTOMERS)
    with clock.pretending(NOW.replace(month=3)):
        assert list(read_file(path, Resource.CUSTOMERS, "EUR")) == [replace(first, updated_at=NOW.replace(month=3))]
