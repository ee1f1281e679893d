"""Takes out what a store deleted, and remembers it, so that no late news brings it back."""

from collections.abc import Sequence
from datetime import datetime

from goodwill.activity.recording import record
from goodwill.commerce.contract import Incomprehensible, Removed, Resource
from goodwill.commerce.mirror import customers, values
from goodwill.commerce.mirror.taking import Run, removed_at
from goodwill.commerce.models import Cart, GiftCard, Order, Product, Removal, StoreCustomer, Subscription
from goodwill.core import bulk

_HELD: dict[Resource, type[Cart | Subscription | GiftCard]] = {
    Resource.CARTS: Cart,
    Resource.SUBSCRIPTIONS: Subscription,
    Resource.GIFT_CARDS: GiftCard,
}


def take(run: Run, removals: Sequence[Removed]) -> None:
    """Carry out the removals that are newer than what is known."""
    newest: dict[tuple[Resource, str], datetime] = {}
    for removal in removals:
        if _is_sound(run, removal):
            key = Resource(removal.resource), removal.external_id
            newest[key] = max(removal.updated_at, newest.get(key, removal.updated_at))
    for resource in sorted({resource for resource, _external_id in newest}):
        _remove(run, resource, {external_id: at for (other, external_id), at in newest.items() if other == resource})


def _is_sound(run: Run, removal: Removed) -> bool:
    try:
        values.required(removal.external_id, 120, "The id")
        values.moment(removal.updated_at, "updated_at")
        if Resource(removal.resource) is Resource.STOCK:
            raise Incomprehensible("Stock is not removed; that nothing is left is told as 0.")
    except (Incomprehensible, ValueError, TypeError, AttributeError) as error:
        run.refuse(str(removal.resource)[:20], str(removal.external_id)[:120], error)
        return False
    return True


def _remove(run: Run, resource: Resource, removals: dict[str, datetime]) -> None:
    run.applied.seen[resource] += len(removals)
    known = removed_at(run.store, resource, list(removals))
    news = {external_id: at for external_id, at in removals.items() if external_id not in known or known[external_id] < at}
    rows = [
        {"store_id": run.store.pk, "resource": str(resource), "external_id": external_id, "updated_at": at}
        for external_id, at in news.items()
    ]
    bulk.upsert(Removal, rows, ("store_id", "resource", "external_id"))
    for external_id, at in news.items():
        if _take_out(run, resource, external_id, at):
            run.changed(resource, external_id, at, is_new=False)


def _take_out(run: Run, resource: Resource, external_id: str, at: datetime) -> bool:
    """Whether there was something as old as that to take out."""
    match = {"store": run.store, "external_id": external_id, "updated_at__lte": at}
    match resource:
        case Resource.ORDERS:
            return _hide_order(run, Order.objects.present().filter(**match).first(), at)
        case Resource.CUSTOMERS:
            known = bulk.among(StoreCustomer, ("updated_at",), "external_id", [external_id], store_id=run.store.pk)
            if known and known[0][0] > at:
                return False
            customers.empty(run, [external_id])
            return bool(known)
        case Resource.PRODUCTS:
            return bool(Product.objects.filter(**match).delete()[0])
    held = _HELD[resource].objects.filter(**match).first()
    if held is None:
        return False
    run.buyers.update([held.buyer_id] if held.buyer_id else [])
    held.delete()
    return True


def _hide_order(run: Run, order: Order | None, at: datetime) -> bool:
    if order is None:
        return False
    order.removed_at, order.updated_at, order.digest = at, at, ""
    order.save(update_fields=["removed_at", "updated_at", "digest"])
    run.buyers.update([order.buyer_id] if order.buyer_id else [])
    if run.is_told:
        record("order.removed", order)
    return True
