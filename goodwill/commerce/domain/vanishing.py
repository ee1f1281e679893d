"""Finds, during a full comparison, what the mirror has and the store does not name any more.

That a list leaves something out proves little: each such thing is asked for by itself before it is taken out.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef

from goodwill.commerce.contract import Resource, Snapshot
from goodwill.commerce.mirror.taking import NEVER
from goodwill.commerce.models import Cart, GiftCard, Order, Product, Sighting, StoreCustomer, Subscription, Synchronisation
from goodwill.core import bulk

# More at once are a sign that something is wrong with the reading, not with the mirror.
MOST = 1_000
_ROWS: Mapping[Resource, type[models.Model]] = {
    Resource.PRODUCTS: Product,
    Resource.CUSTOMERS: StoreCustomer,
    Resource.ORDERS: Order,
    Resource.CARTS: Cart,
    Resource.SUBSCRIPTIONS: Subscription,
    Resource.GIFT_CARDS: GiftCard,
}


def is_looked_for(reading: Synchronisation) -> bool:
    """Only a reconciliation that reads everything can tell what is missing."""
    return reading.kind == Synchronisation.Kind.RECONCILIATION and reading.since is None


def note(reading: Synchronisation, resource: Resource, snapshots: Sequence[Snapshot]) -> None:
    """Remember what the store named."""
    if resource in _ROWS:
        named = sorted({str(getattr(snapshot, "external_id", ""))[:120] for snapshot in snapshots})
        rows = [{"synchronisation_id": reading.pk, "resource": str(resource), "external_id": external_id} for external_id in named]
        bulk.insert_missing(Sighting, rows, ("synchronisation_id", "resource", "external_id"))


def unnamed(reading: Synchronisation, resource: Resource) -> list[str]:
    """The ids of what the mirror has and this reading, which is at the resource's end, did not see."""
    if resource not in _ROWS:
        return []
    sighted = Sighting.objects.filter(synchronisation=reading, resource=str(resource), external_id=OuterRef("external_id"))
    return list(_of(resource, reading).filter(~Exists(sighted)).order_by("id").values_list("external_id", flat=True)[:MOST])


def forget(reading: Synchronisation) -> None:
    Sighting.objects.filter(synchronisation=reading).delete()


def _of(resource: Resource, reading: Synchronisation) -> models.QuerySet[Any]:
    """What the mirror had of it when the reading began."""
    rows = _ROWS[resource]._default_manager.filter(store=reading.store_id, updated_at__lt=reading.started_at)
    if resource is Resource.ORDERS:
        return rows.filter(removed_at=None)
    return rows.exclude(updated_at=NEVER) if resource is Resource.CUSTOMERS else rows
