"""A store read into the mirror, and its webhooks sent until they are in the mirror."""

import http.client
import json
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any

from bench import desks
from bench.figures import Figure

ORDERS, CUSTOMERS, BATCH = 20_000, 8_000, 250
LEAST_ORDERS = 2_000
HOOKS, HOOKS_A_SECOND, SENDERS = 2_000, 200, 16
LONGEST_HOOK = 50
SECRET = "a secret of the bench alone"
START = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)


def run() -> list[Figure]:
    """Figures for the database that DATABASE_URL names, else SQLite."""
    database = desks.kind_of_database()
    with desks.environment() as variables:
        seconds, processor = _python("bench.store:read_in", variables)
        with desks.running("web", variables) as first:
            token = _python("bench.store:connect", variables)
            used = desks.processor_seconds(first)
            taken = _send(variables["GOODWILL_LISTEN"], token)
            used = desks.processor_seconds(first) - used
        arrived = _python("bench.store:arrived", variables)
        if arrived != [HOOKS // 2, HOOKS // 2]:
            raise RuntimeError(f"{HOOKS} webhooks left {arrived} orders in the mirror, in all and delivered.")
    return [
        Figure.at_least(f"orders imported into the mirror, {database}", ORDERS / seconds, "/s", LEAST_ORDERS),
        Figure(f"the same by processor time of the process, {database}", ORDERS / processor, "/s"),
        Figure.at_most(f"webhook to mirror at {HOOKS_A_SECOND}/s, median, {database}", median(taken), "ms", LONGEST_HOOK),
        Figure(f"webhook to mirror, 99th percentile, {database}", sorted(taken)[len(taken) * 99 // 100], "ms"),
        Figure(f"webhook: processor time of the web processes, {database}", used / HOOKS * 1_000, "ms"),
    ]


def read_in() -> list[float]:
    """Import a store that lies in memory; the seconds and the processor seconds that it took."""
    from goodwill.commerce import registry
    from goodwill.commerce.contract import Resource
    from goodwill.commerce.domain import importing, reading
    from goodwill.commerce.models import Order, Store, Synchronisation

    stock = {Resource.CUSTOMERS: [_customer(number) for number in range(CUSTOMERS)], Resource.ORDERS: [_order(n) for n in range(ORDERS)]}
    registry.connectors()["warehouse"] = _warehouse(stock)
    store = Store.objects.create(kind="warehouse", name="Warehouse", currency="EUR", hook_token="warehouse")
    begun = importing.begin(store)
    watch, processor = time.perf_counter(), time.process_time()
    while Synchronisation.objects.filter(pk=begun.pk, state="running").exists():
        reading.read_on(begun.pk)
    found = [time.perf_counter() - watch, time.process_time() - processor]
    if Order.objects.count() != ORDERS:
        raise RuntimeError(f"{Order.objects.count()} of {ORDERS} orders were imported.")
    return found


def connect() -> str:
    """A store that speaks the documented contract; the token of its hook address."""
    from goodwill.commerce.models import Store

    return Store.objects.create(kind="generic", name="Bench", currency="EUR", hook_token="bench", settings={"secret": SECRET}).hook_token


def arrived() -> list[int]:
    """The orders that came by webhook, in all and delivered."""
    from goodwill.commerce.models import Order

    orders = Order.objects.filter(store__hook_token="bench")
    return [orders.count(), orders.filter(status="delivered").count()]


def _warehouse(stock: dict[Any, list]) -> Any:
    from goodwill.commerce.contract import Batch, Connector

    class Warehouse(Connector):
        """Gives what lies in memory, in batches of the size that platforms give."""

        kind, label, resources = "warehouse", "Warehouse", frozenset(stock)

        def fetch(self, store, resource, cursor, since):
            start = int(cursor or 0)
            end = start + BATCH
            return Batch(tuple(stock[resource][start:end]), str(end) if end < len(stock[resource]) else "", len(stock[resource]))

        def fetch_one(self, store, resource, external_id): ...

        def receive(self, request, store): ...

        def perform(self, action, key, store): ...

        def find(self, action, key, store): ...

    return Warehouse()


def _customer(number: int) -> Any:
    from goodwill.commerce.contract import CustomerSnapshot

    return CustomerSnapshot(f"c{number}", START, f"customer{number}@bench.example", name=f"Customer {number}", address=_address(number))


def _address(number: int) -> Any:
    from goodwill.commerce.contract import Address

    return Address(f"Customer {number}", "", f"{number} Fern Street", "", "Lund", "", f"{10000 + number}", "SE", "+46 70 123 45 67")


def _order(number: int) -> Any:
    """An order as shops have them: two or three lines, a payment, a parcel with its scans, an address."""
    from goodwill.commerce.contract import (
        LineSnapshot,
        OrderSnapshot,
        OrderStatus,
        PaymentSnapshot,
        ShipmentSnapshot,
        ShipmentStatus,
        TrackingEvent,
    )
    from goodwill.core.money import Money

    placed = START + timedelta(minutes=number)
    lines = tuple(
        LineSnapshot(
            f"l{number}-{place}", "Boston fern", 1 + place, Money(1_990, "EUR"), f"v{place}", "p1", f"SKU-{place}", {"pot": "12 cm"}
        )
        for place in range(2 + number % 2)
    )
    total = Money(sum(line.price.minor * line.quantity for line in lines), "EUR")
    scans = tuple(TrackingEvent(placed + timedelta(hours=hour), ShipmentStatus.IN_TRANSIT, "Sorted", "Malmö") for hour in (20, 30, 40))
    parcel = ShipmentSnapshot(f"s{number}", ShipmentStatus.IN_TRANSIT, "postnord", f"SE{number:09}SE", shipped_at=placed, events=scans)
    return OrderSnapshot(
        external_id=f"o{number}",
        updated_at=placed + timedelta(hours=40),
        number=f"#{100_000 + number}",
        placed_at=placed,
        status=OrderStatus.SHIPPED,
        total=total,
        customer_external_id=f"c{number % CUSTOMERS}",
        email=f"customer{number % CUSTOMERS}@bench.example",
        shipping=Money(490, "EUR"),
        lines=lines,
        payments=(PaymentSnapshot(f"pay{number}", total, placed, "card", token=f"tok_{number}", last_four="4242"),),
        shipments=(parcel,),
        shipping_address=_address(number),
    )


def _send(address: str, token: str) -> list[float]:
    """Send the webhooks at their times over a few kept connections; how long after its time each was answered, in ms.

    An answer comes after the transaction in which the order came into the mirror.
    """
    bodies = [_body(number) for number in range(HOOKS)]
    begin = time.perf_counter() + 0.5

    def send(part: int) -> list[float]:
        taken = []
        connection = http.client.HTTPConnection(address, timeout=60)
        for number in range(part, HOOKS, SENDERS):
            due = begin + number / HOOKS_A_SECOND
            time.sleep(max(0.0, due - time.perf_counter()))
            connection.request("POST", f"/hooks/stores/{token}", bodies[number], _headers(bodies[number]))
            response = connection.getresponse()
            if response.read() != b"Taken.":
                raise RuntimeError(f"A webhook was answered with {response.status}.")
            taken.append((time.perf_counter() - due) * 1_000)
        return taken

    with ThreadPoolExecutor(SENDERS) as threads:
        return [milliseconds for part in threads.map(send, range(SENDERS)) for milliseconds in part]


def _body(number: int) -> bytes:
    """The first half tell of new orders, the second of what became of them."""
    from goodwill.commerce.contract import OrderStatus
    from goodwill.commerce.contract.documents import encode

    order = replace(_order(number % (HOOKS // 2)), external_id=f"h{number % (HOOKS // 2)}")
    if number >= HOOKS // 2:
        order = replace(order, status=OrderStatus.DELIVERED, updated_at=order.updated_at + timedelta(hours=9))
    return json.dumps({"id": f"event-{number}", "topic": "orders/updated", "orders": [encode(order)]}).encode()


def _headers(body: bytes) -> dict[str, str]:
    from goodwill.stores.generic.signatures import SIGNATURE, TIMESTAMP, signature

    timestamp = str(int(time.time()))
    return {"Content-Type": "application/json", TIMESTAMP: timestamp, SIGNATURE: signature(SECRET, timestamp, body)}


def _python(name: str, variables: dict[str, str]) -> Any:
    """What a function of this module returns in a process of the desk."""
    module, _colon, function = name.partition(":")
    code = f"import json, django; django.setup(); from {module} import {function}; print(json.dumps({function}()))"
    done = subprocess.run([sys.executable, "-c", code], env=variables, stdout=subprocess.PIPE, text=True, check=True, cwd=desks.ROOT)
    return json.loads(done.stdout.splitlines()[-1])


if __name__ == "__main__":
    print(*run(), sep="\n")
