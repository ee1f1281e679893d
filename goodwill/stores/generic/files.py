"""CSV exports of products, stock, customers and orders → snapshots; the columns are in docs/reference/generic-store.md."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from itertools import groupby
from pathlib import Path

from django.utils.translation import gettext as _

from goodwill.commerce.contract import (
    Address,
    CustomerSnapshot,
    Incomprehensible,
    LineSnapshot,
    OrderSnapshot,
    OrderStatus,
    PaymentSnapshot,
    ProductSnapshot,
    RefundSnapshot,
    Resource,
    ShipmentSnapshot,
    ShipmentStatus,
    Snapshot,
    StockSnapshot,
    VariantSnapshot,
)
from goodwill.core.clock import now
from goodwill.stores.generic.tables import Row, rows

# The column that holds the id, and the others without which a row says nothing.
_COLUMNS: Mapping[Resource, tuple[str, ...]] = {
    Resource.PRODUCTS: ("product_id", "title", "price"),
    Resource.STOCK: ("variant_id", "available"),
    Resource.CUSTOMERS: ("id",),
    Resource.ORDERS: ("number", "placed_at", "status", "total", "title", "quantity", "price"),
}
_ADDRESS = ("name", "company", "line1", "line2", "city", "region", "postcode", "country", "phone")


def read_file(path: Path, resource: Resource, currency: str) -> Iterator[Snapshot]:
    """Each thing in the file, in its order; raise Incomprehensible with row and column for what can't be read.

    Rows of the same order or product (one for each line, one for each variant) follow each other. What has no time of
    change of its own takes the moment of reading.
    """
    if resource not in _COLUMNS:
        raise Incomprehensible(_("There are files of products, stock, customers and orders only."))
    read, columns, moment = _READERS[resource], _COLUMNS[resource], now()
    seen: set[str] = set()
    for id, group in groupby(rows(path, columns), key=lambda row: row.required(columns[0])):
        together = list(group)
        if resource is not Resource.STOCK:
            if id in seen:
                together[0].fail(columns[0], _("%s came further up already; keep its rows together") % id)
            seen.add(id)
        # What follows the first row need not repeat its currency.
        yield from read(together, together[0].text("currency") or currency, moment)


def _product(group: list[Row], currency: str, moment: datetime) -> Iterator[Snapshot]:
    first = group[0]
    yield ProductSnapshot(
        external_id=first.required("product_id"),
        updated_at=first.moment("updated_at") or moment,
        title=first.required("title"),
        url=first.text("url"),
        image_url=first.text("image_url"),
        is_active=first.flag("active", default=True),
        variants=tuple(_variant(row, currency) for row in group),
    )


def _variant(row: Row, currency: str) -> VariantSnapshot:
    return VariantSnapshot(
        external_id=row.text("variant_id") or row.text("sku") or row.required("product_id"),
        price=row.required_amount("price", currency),
        sku=row.text("sku"),
        title=row.text("variant_title"),
        options=row.options(),
        compare_at=row.amount("compare_at", currency),
        image_url=row.text("image_url"),
        is_available=row.flag("is_available", default=True),
    )


def _stock(group: list[Row], currency: str, moment: datetime) -> Iterator[Snapshot]:
    for row in group:
        yield StockSnapshot(
            variant_external_id=row.required("variant_id"),
            location_external_id=row.text("location_id") or row.text("location") or "main",
            available=row.whole("available"),
            updated_at=row.moment("updated_at") or moment,
            location=row.text("location"),
            is_shop=row.flag("is_shop"),
            back_on=row.day("back_on"),
        )


def _customer(group: list[Row], currency: str, moment: datetime) -> Iterator[Snapshot]:
    row = _only(group, "id")
    yield CustomerSnapshot(
        external_id=row.required("id"),
        updated_at=row.moment("updated_at") or moment,
        email=row.text("email"),
        phone=row.text("phone"),
        name=row.text("name"),
        language=row.text("language"),
        tags=row.words("tags"),
        address=_address(row, ""),
        accepts_marketing=row.flag("accepts_marketing") if row.text("accepts_marketing") else None,
        loyalty_points=row.whole("loyalty_points") if row.text("loyalty_points") else None,
        store_credit=row.amount("store_credit", currency),
        created_at=row.moment("created_at"),
    )


def _order(group: list[Row], currency: str, moment: datetime) -> Iterator[Snapshot]:
    first = group[0]
    number = first.required("number")
    placed_at = first.required_moment("placed_at")
    yield OrderSnapshot(
        external_id=first.text("id") or number,
        updated_at=first.moment("updated_at") or moment,
        number=number,
        placed_at=placed_at,
        status=_word(first, "status", OrderStatus),
        total=first.required_amount("total", currency),
        customer_external_id=first.text("customer_id"),
        email=first.text("email"),
        phone=first.text("phone"),
        subtotal=first.amount("subtotal", currency),
        shipping=first.amount("shipping", currency),
        tax=first.amount("tax", currency),
        lines=tuple(_line(row, currency, place) for place, row in enumerate(group, start=1)),
        payments=_payments(first, currency, placed_at),
        refunds=_refunds(first, currency),
        shipments=_shipments(first),
        shipping_address=_address(first, "shipping_"),
        billing_address=_address(first, "billing_"),
        shipping_method=first.text("shipping_method"),
        expected_on=first.day("expected_on"),
        return_until=first.day("return_until"),
        cancelled_at=first.moment("cancelled_at"),
        is_in_shop=bool(first.text("location")),
        location=first.text("location"),
        location_external_id=first.text("location_id") or first.text("location"),
        language=first.text("language"),
        note=first.text("note"),
        tags=first.words("tags"),
    )


def _line(row: Row, currency: str, place: int) -> LineSnapshot:
    return LineSnapshot(
        external_id=row.text("line_id") or str(place),
        title=row.required("title"),
        quantity=row.whole("quantity"),
        price=row.required_amount("price", currency),
        variant_external_id=row.text("variant_id"),
        product_external_id=row.text("product_id"),
        sku=row.text("sku"),
        options=row.options(),
        discount=row.amount("line_discount", currency),
        tax=row.amount("line_tax", currency),
        image_url=row.text("image_url"),
        refunded_quantity=row.whole("refunded_quantity", default=0),
    )


def _payments(row: Row, currency: str, placed_at: datetime) -> tuple[PaymentSnapshot, ...]:
    amount = row.amount("paid", currency)
    if not amount:
        return ()
    return (
        PaymentSnapshot(
            row.text("payment_id") or "paid", amount, placed_at, row.text("payment_kind"), last_four=row.text("last_four")[-4:]
        ),
    )


def _refunds(row: Row, currency: str) -> tuple[RefundSnapshot, ...]:
    amount = row.amount("refunded", currency)
    return (RefundSnapshot("refunded", amount, row.moment("refunded_at")),) if amount else ()


def _shipments(row: Row) -> tuple[ShipmentSnapshot, ...]:
    number = row.text("tracking_number")
    shipped_at, delivered_at = row.moment("shipped_at"), row.moment("delivered_at")
    if not (number or shipped_at or delivered_at):
        return ()
    status = ShipmentStatus.DELIVERED if delivered_at else ShipmentStatus.IN_TRANSIT if shipped_at else ShipmentStatus.LABEL
    return (
        ShipmentSnapshot(
            external_id=number or "1",
            status=status,
            carrier=row.text("carrier"),
            tracking_number=number,
            tracking_url=row.text("tracking_url"),
            shipped_at=shipped_at,
            delivered_at=delivered_at,
        ),
    )


def _address(row: Row, prefix: str) -> Address | None:
    """An address where there is more than the name and the telephone that a customer has anyway."""
    parts = {name: row.text(prefix + name) for name in _ADDRESS}
    return Address(**parts) if any(parts[name] for name in _ADDRESS[2:-1]) else None


def _word(row: Row, column: str, words: type[OrderStatus]) -> OrderStatus:
    text = row.required(column).lower()
    if text not in [word.value for word in words]:
        row.fail(column, _("%(word)r is none of %(words)s") % {"word": text, "words": ", ".join(words)})
    return words(text)


def _only(group: list[Row], column: str) -> Row:
    if len(group) > 1:
        group[1].fail(column, _("%s came further up already") % group[1].text(column))
    return group[0]


_READERS: Mapping[Resource, Callable[[list[Row], str, datetime], Iterator[Snapshot]]] = {
    Resource.PRODUCTS: _product,
    Resource.STOCK: _stock,
    Resource.CUSTOMERS: _customer,
    Resource.ORDERS: _order,
}
