"""A hundred recorded payloads of the older interface, whose shape webhooks still have: nothing that the mirror keeps gets lost."""

import json
import os
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from goodwill.commerce.contract import ConnectedStore
from goodwill.core.money import Money
from goodwill.stores.shopify import hooks, parcels

CORPUS = Path(__file__).parents[5] / "shared" / "corpora" / "store" / "shopify"
STORE = ConnectedStore(1, "A store", "USD", {"shop": "apple.myshopify.com"})
NOW = datetime(2026, 11, 2, tzinfo=UTC)

# What the mirror keeps of each kind, by the payload's own names; a dot leads into what lies inside.
ADDRESS = "address1 city zip phone province_code country_code"
LINE = "id title variant_title sku price quantity variant_id product_id"
ORDER = (
    "id name email note total_price subtotal_price total_tax customer_locale location_id customer.id discount_codes.code",
    "discount_codes.amount shipping_lines.title fulfillments.id fulfillments.tracking_number fulfillments.tracking_url",
    "fulfillments.tracking_company refunds.id refunds.note",
)
KEPT = {
    "order": " ".join(ORDER),
    "customer": "id email phone first_name last_name",
    "product": "id title variants.id variants.title variants.sku variants.price variants.option1",
    "refund": "id note refund_line_items.line_item_id refund_line_items.quantity",
    "fulfillment": "id tracking_number tracking_url tracking_company line_items.id line_items.quantity",
    "checkout": "id email total_price abandoned_checkout_url customer.id",
    "cart": "id",
    "gift_card": "id balance last_characters customer_id",
    "variant": "id title sku price option1",
    "transaction": "id amount gateway authorization",
}
INSIDE = {
    "order": {"shipping_address": ADDRESS, "billing_address": ADDRESS, "line_items": LINE},
    "customer": {"default_address": ADDRESS},
    "checkout": {"line_items": LINE},
    "cart": {"line_items": LINE},
}
READ = {
    "order": lambda wire: hooks.order(wire),
    "customer": lambda wire: hooks.customer(wire),
    "product": lambda wire: hooks.product(wire, "USD"),
    "refund": lambda wire: hooks.refund(wire, "USD"),
    "fulfillment": lambda wire: parcels.of_webhook([wire]),
    "checkout": lambda wire: hooks.checkout(wire, "USD"),
    "cart": lambda wire: hooks.cart(wire, "USD"),
    "gift_card": lambda wire: hooks.gift_card(wire),
    "variant": lambda wire: hooks.variant(wire, ["Color"], {}, "USD"),
}


def _files() -> list[Path]:
    if not CORPUS.is_dir():
        return []
    return sorted(CORPUS.glob("*.json"))


def test_corpus_is_here():
    if not CORPUS.is_dir() and not os.environ.get("CI"):
        pytest.skip(f"The recorded payloads are not here ({CORPUS.name}): nothing to compare with.")
    assert len(_files()) == 100


@pytest.mark.parametrize("path", _files(), ids=lambda path: path.stem)
def test_nothing_that_the_mirror_keeps_gets_lost(path: Path):
    wire = json.loads(path.read_text(), parse_float=str)
    for kind, thing in _things(path, wire):
        if kind == "transaction":
            _check_transaction(thing)
        elif kind == "refund" and "id" not in thing:
            continue  # A calculation of what could be given back, not a refund.
        elif kind in READ:
            told = set(_leaves(READ[kind](thing)))
            for name in _kept(kind):
                for value in _values(thing, name):
                    assert _is_told(value, told), f"{kind}.{name} = {value!r}"


@pytest.mark.parametrize("path", _files(), ids=lambda path: path.stem)
def test_each_payload_is_understood_as_a_webhook(path: Path):
    """What the mirror does not keep says nothing; the rest becomes snapshots, or names what is to be asked for."""
    wire = json.loads(path.read_text(), parse_float=str)
    for kind, thing in _things(path, wire):
        if not isinstance(thing, dict) or (kind == "refund" and "id" not in thing):
            continue
        said = hooks.understand(f"{kind}s/update", thing, "k", NOW, STORE)
        is_kept = kind in ("order", "customer", "product", "refund", "fulfillment", "checkout", "inventory_level", "fulfillment_event")
        assert bool(said.snapshots or said.stale) is is_kept, (kind, said)


def _things(path: Path, wire: Any) -> Iterator[tuple[str, Any]]:
    """Each record in a file with its kind, in the singular."""
    if isinstance(wire, list):
        # Two files are bare lists; what they hold is in their names.
        yield from ((path.stem.removesuffix("s"), one) for one in wire)
    elif isinstance(wire, dict):
        for name, held in wire.items():
            kind = name if name.endswith("status") else name.removesuffix("s")
            kind = "payout_transaction" if path.stem == "payouts_transactions" else kind
            for one in held if isinstance(held, list) else [held]:
                if isinstance(one, dict):
                    yield kind, one


def _check_transaction(wire: dict[str, Any]) -> None:
    found = list(hooks.payments([wire], wire.get("currency") or "USD", ""))
    came_in = wire["kind"] in ("sale", "capture", "authorization") and wire["status"] == "success"
    assert bool(found) is came_in
    for payment in found:
        told = set(_leaves(payment))
        assert all(_is_told(wire[name], told) for name in KEPT["transaction"].split() if wire.get(name))


def _kept(kind: str) -> Iterator[str]:
    yield from KEPT[kind].split()
    for part, names in INSIDE.get(kind, {}).items():
        yield from (f"{part}.{name}" for name in names.split())


def _values(wire: Any, name: str) -> Iterator[Any]:
    first, _, rest = name.partition(".")
    held = (wire or {}).get(first)
    for one in held if isinstance(held, list) else [held]:
        if rest and isinstance(one, dict):
            yield from _values(one, rest)
        elif not rest and one not in (None, "", "Default Title"):
            yield one


def _leaves(told: Any) -> Iterator[str]:
    match told:
        case Money():
            yield str(told.amount)
        case _ if is_dataclass(told):
            for field in fields(told):
                yield from _leaves(getattr(told, field.name))
        case dict():
            for key, value in told.items():
                yield from (str(key), *_leaves(value))
        case tuple() | list():
            for one in told:
                yield from _leaves(one)
        case _:
            yield str(told)


def _is_told(value: Any, told: set[str]) -> bool:
    """As it is, as a part of a name, or as the same amount with other decimals."""
    text = str(value)
    if text in told or any(text in one.split(" ") for one in told):
        return True
    try:
        return any(_number(one) == Decimal(text) for one in told)
    except ArithmeticError:
        return False


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except ArithmeticError:
        return None
