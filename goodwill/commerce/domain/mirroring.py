"""Brings the mirror to what a store says: idempotent, in any order, as often as it is said."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction

from goodwill.activity.models import Activity
from goodwill.activity.recording import publish
from goodwill.commerce.contract import (
    CartSnapshot,
    CustomerSnapshot,
    GiftCardSnapshot,
    OrderSnapshot,
    ProductSnapshot,
    Removed,
    Snapshot,
    StockSnapshot,
    SubscriptionSnapshot,
)
from goodwill.commerce.mirror import catalogue, customers, holdings, removing
from goodwill.commerce.mirror.orders import Orders
from goodwill.commerce.mirror.taking import Applied, Change, Mirror, Refusal, Run
from goodwill.commerce.models import Store

__all__ = ["Applied", "Change", "Refusal", "apply"]

_MIRRORS: dict[type, Mirror] = {
    ProductSnapshot: catalogue.Products(),
    CustomerSnapshot: customers.Customers(),
    OrderSnapshot: Orders(),
    CartSnapshot: holdings.Carts(),
    SubscriptionSnapshot: holdings.Subscriptions(),
    GiftCardSnapshot: holdings.GiftCards(),
}


def apply(store: Store, snapshots: Sequence[Snapshot], *, is_import: bool = False) -> Applied:
    """Take in what these snapshots say, in one transaction; what is older than what is known changes nothing.

    Real changes are recorded (``order.placed``, ``order.changed``, ``order.cancelled``, ``order.removed``,
    ``shipment.changed``, ``store_customer.changed``) or announced (``stock.changed``); not those of an import. A
    record that can't be understood is refused by itself, with a sentence, and keeps no other back. In any case
    ``store_customers.touched`` announces the ids of the accounts whose facts, orders or holdings are others now.
    """
    run = Run(store, is_told=not is_import)
    by_kind: dict[type, list[Any]] = defaultdict(list)
    for snapshot in snapshots:
        by_kind[type(snapshot)].append(snapshot)
    with transaction.atomic(savepoint=False):
        _hold(store)
        if removals := by_kind.pop(Removed, None):
            removing.take(run, removals)
        for kind, mirror in _MIRRORS.items():
            if found := by_kind.pop(kind, None):
                mirror.take(run, found)
        if stock := by_kind.pop(StockSnapshot, None):
            catalogue.take_stock(run, stock)
        for kind in by_kind:
            raise TypeError(f"{kind.__name__} is not a snapshot.")
        if run.buyers:
            customers.recompute_totals(run.buyers)
            publish(Activity(kind="store_customers.touched", subject_kind="store", subject_id=store.pk, data={"ids": sorted(run.buyers)}))
    return run.applied


def _hold(store: Store) -> None:
    """One writer to a store's mirror at a time: what is known is compared before it is overwritten.

    SQLite has one writer anyway. Rows that refer to the store can be written by others meanwhile.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM commerce_store WHERE id = %s FOR NO KEY UPDATE", [store.pk])
