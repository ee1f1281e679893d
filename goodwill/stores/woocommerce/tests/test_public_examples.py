"""The examples of WooCommerce's own documentation, which nobody here wrote, parse without losing what the mirror keeps."""

import html
import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from goodwill.core.money import Money
from goodwill.stores.woocommerce import parse

FOLDER = Path(__file__).resolve().parents[4].parent / "shared/corpora/store/woocommerce"


def documents(name: str) -> list[dict[str, Any]]:
    """Each document of a kind, out of answers that are one, a list of them, or a batch."""
    path = FOLDER / f"{name}.json"
    if not path.is_file():
        pytest.skip(f"The public examples of WooCommerce are not here: {path}")
    return [found for example in json.loads(path.read_text(), parse_float=str) for found in _within(example)]


def _within(example: Any) -> Iterator[dict[str, Any]]:
    match example:
        case list():
            for one in example:
                yield from _within(one)
        case {"id": _, "_links": _}:
            yield example
        case dict():
            for one in example.values():
                if isinstance(one, list):
                    yield from _within(one)


def test_orders():
    found = documents("orders")
    assert len(found) >= 8
    for wire in found:
        order = parse.order(wire)
        assert order
        assert (order.external_id, order.number, order.platform_status) == (str(wire["id"]), wire["number"], wire["status"])
        assert order.total == Money.parse(wire["total"], wire["currency"])
        assert order.email == wire["billing"].get("email", "")
        assert [line.external_id for line in order.lines] == [str(line["id"]) for line in wire["line_items"]]
        assert [line.sku for line in order.lines] == [line["sku"] or "" for line in wire["line_items"]]
        lines = sum((line.price.amount * line.quantity - line.discount.amount for line in order.lines), Decimal(0))
        assert order.shipping
        # WooCommerce rounds the tax of a whole order once, we that of each line.
        assert abs(lines + order.shipping.amount - order.total.amount) <= Decimal("0.01") * len(order.lines)
        assert bool(order.payments) == bool(wire["date_paid"])
        assert order.placed_at.replace(tzinfo=None).isoformat() == wire["date_created_gmt"]
        assert order.updated_at.replace(tzinfo=None).isoformat() == wire["date_modified_gmt"]


def test_refunds():
    (order,) = [one for one in documents("orders") if one["id"] == 723][:1] or documents("orders")[:1]
    refunds = documents("order-refunds")
    found = parse.order(order, refunds)
    assert found
    assert [(one.external_id, str(one.amount.amount)) for one in found.refunds] == [(str(one["id"]), one["amount"]) for one in refunds]
    assert {line for one in found.refunds for line in one.lines} == {"311"}


def test_customers():
    found = documents("customers")
    assert len(found) >= 6
    for wire in found:
        if "billing" not in wire:
            continue
        customer = parse.customer(wire)
        assert (customer.external_id, customer.email) == (str(wire["id"]), wire["email"])
        assert customer.name == f"{wire['first_name']} {wire['last_name']}".strip()
        assert bool(customer.address) == bool(wire["shipping"]["address_1"] or wire["billing"]["address_1"])


def test_products_and_variations():
    found, variations = documents("products"), documents("product-variations")
    assert (len(found) >= 6, len(variations) >= 6) == (True, True)
    for wire in found:
        is_variable = wire["type"] == "variable"
        product = parse.product(wire, variations if is_variable else [], "USD")
        assert (product.external_id, product.title, product.url) == (str(wire["id"]), html.unescape(wire["name"]), wire["permalink"])
        sold = variations if is_variable else [wire]
        assert [(one.external_id, one.price) for one in product.variants] == [
            (str(one["id"]), Money.parse(one["price"] or 0, "USD")) for one in sold
        ]
        if is_variable:
            assert [list(one.options.values()) for one in product.variants] == [
                [entry["option"] for entry in one["attributes"]] for one in sold
            ]
