"""Measures the customer's card at 100,000 customers with 1,000,000 orders: from memory, from the row, and made anew."""

import json
import os
import random
import time
from datetime import datetime, timedelta
from typing import Any

from bench import database
from bench.figures import Figure
from bench.measuring import timed

CUSTOMERS = 100_000
ORDERS = 1_000_000
LIMIT = 5
ASKED = 3_000
BLOCK = 2_000


def run() -> list[Figure]:
    """Figures for the database that DATABASE_URL names, else SQLite; the rows are made once and kept."""
    database.choose("cards", "postgres" if os.environ.get("DATABASE_URL") else "sqlite")
    import django

    django.setup()
    from django.core.management import call_command

    from goodwill.commerce.models import Order
    from goodwill.customers import cards

    call_command("migrate", verbosity=0)
    if not Order.objects.exists():
        _fill()
    chosen = random.Random(7).sample(range(1, CUSTOMERS + 1), ASKED)
    cards.forget()
    anew = timed(cards._made, chosen, time.process_time)
    cards.touch(chosen)
    while cards.assemble_stale():
        pass
    stored = timed(cards.card, chosen)
    memory = timed(cards.card, chosen)
    cards.touch(chosen)
    stale = timed(cards.card, chosen, warm_up=0)
    return [
        Figure.at_most("card from memory: median", memory.median, "ms", LIMIT),
        Figure.at_most("card from memory: p99", memory.p99, "ms", LIMIT),
        Figure.at_most("card from its row: p99", stored.p99, "ms", LIMIT),
        Figure.at_most("card just after a change: p99", stale.p99, "ms", LIMIT),
        Figure("card made anew: processor time, median", anew.median, "ms"),
    ]


def _fill() -> None:
    """Ten orders to each customer, each with its line and a parcel; written without the mirror, which is measured elsewhere."""
    from django.db import transaction

    from goodwill.commerce.models import Order, OrderLine, Shipment, Store, StoreCustomer
    from goodwill.core import bulk
    from goodwill.core.clock import now
    from goodwill.customers.models import Customer

    store = Store.objects.create(kind="none", name="Bench", currency="EUR", hook_token="bench")
    at = now()
    for start in range(0, CUSTOMERS, BLOCK):
        numbers = range(start + 1, start + BLOCK + 1)
        with transaction.atomic():
            bulk.insert(Customer, [_values(Customer(pk=number, name=f"Buyer {number}")) for number in numbers])
            bulk.insert(StoreCustomer, [_values(_buyer(StoreCustomer, store.pk, number, at)) for number in numbers])
            orders = [_order(Order, store.pk, number, place, at) for number in numbers for place in range(ORDERS // CUSTOMERS)]
            bulk.insert(Order, [_values(order) for order in orders])
            bulk.insert(OrderLine, [_values(_line(OrderLine, order)) for order in orders])
            bulk.insert(Shipment, [_values(_parcel(Shipment, order)) for order in orders])
        print(f"\r{start + BLOCK:,} of {CUSTOMERS:,} customers", end="", flush=True)
    print()


def _values(row: Any) -> dict[str, Any]:
    """The row's columns, with its key."""
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def _buyer(model: Any, store_id: int, number: int, at: datetime) -> Any:
    return model(
        pk=number,
        store_id=store_id,
        customer_id=number,
        external_id=f"c{number}",
        email=f"buyer-{number}@example.org",
        currency="EUR",
        order_count=10,
        order_total=25_000,
        first_order_at=at - timedelta(days=900),
        last_order_at=at,
        updated_at=at,
        document={"tags": [], "payment_methods": []},
    )


def _order(model: Any, store_id: int, buyer: int, place: int, at: datetime) -> Any:
    number = buyer * 10 + place
    return model(
        pk=number,
        store_id=store_id,
        external_id=f"o{number}",
        buyer_id=buyer,
        number=f"#{number}",
        lookup=str(number),
        email=f"buyer-{buyer}@example.org",
        status="delivered",
        currency="EUR",
        total=2_500,
        paid=2_500,
        placed_at=at - timedelta(days=90 * place, minutes=buyer),
        updated_at=at,
        document=json.loads(_DOCUMENT),
    )


def _line(model: Any, order: Any) -> Any:
    named = {"external_id": "l1", "variant_external_id": "v1", "title": "Oak board"}
    return model(pk=order.pk, order_id=order.pk, position=0, quantity=1, price=2_500, **named)


def _parcel(model: Any, order: Any) -> Any:
    events = [{"at": order.placed_at.isoformat(), "status": "delivered", "words": "Delivered", "place": "Leeds"}]
    return model(
        pk=order.pk,
        order_id=order.pk,
        external_id="p1",
        status="delivered",
        carrier="DHL",
        tracking_number=f"T{order.pk}",
        lookup=f"t{order.pk}",
        last_event_at=order.placed_at,
        events=events,
    )


_DOCUMENT = json.dumps(
    {
        "discounts": [],
        "payments": [{"external_id": "pay", "amount": {"minor": 2500, "currency": "EUR"}, "kind": "card", "last_four": "4242"}],
        "refunds": [],
        "returns": [],
        "shipping_address": {"name": "Buyer", "line1": "High Street 1", "city": "Leeds", "postcode": "LS1", "country": "GB"},
    }
)


if __name__ == "__main__":
    print(*run(), sep="\n")
