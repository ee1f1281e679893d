"""Fills a practice store, and lets time pass in it: for the demo world and for training."""

from collections.abc import Iterable

from goodwill.commerce.contract import Snapshot
from goodwill.stores.practice.client import held


def seed(store_id: int, snapshots: Iterable[Snapshot]) -> None:
    """Put products, stock, customers, orders (with their parcels' dated events) and the rest into the shop.

    What is there already is replaced, so that a shop can be told again what became of a parcel. Nothing reaches the
    desk's mirror by itself: import or reconcile the store afterwards, or apply the same snapshots.
    """
    with held(store_id) as shelf:
        shelf.put(snapshots)


def count_from(store_id: int, number: int) -> None:
    """Let the shop's next order get this number, as if all before it were given away; what stands before it stays."""
    with held(store_id) as shelf:
        shelf.count_from(number)
