"""Products with their variants, and how much of each lies where."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from goodwill.activity.models import Activity
from goodwill.activity.recording import publish
from goodwill.commerce.contract import Incomprehensible, ProductSnapshot, Resource, StockSnapshot, VariantSnapshot
from goodwill.commerce.mirror import values
from goodwill.commerce.mirror.taking import SAME, Mirror, Run, Taken
from goodwill.commerce.models import Location, Product, Stock, Variant
from goodwill.core import bulk

Place = tuple[str, str]


class Products(Mirror[ProductSnapshot]):
    resource = Resource.PRODUCTS
    model = Product

    def row(self, run: Run, snapshot: ProductSnapshot) -> dict[str, Any]:
        return {
            "title": values.text(snapshot.title, 300),
            "url": values.text(snapshot.url, 500),
            "image_url": values.text(snapshot.image_url, 500),
            "is_active": bool(snapshot.is_active),
        }

    def parts(self, snapshot: ProductSnapshot, row: dict[str, Any]) -> list[dict[str, Any]]:
        return [_variant(variant) for variant in snapshot.variants]

    def after(self, run: Run, taken: Sequence[Taken[ProductSnapshot]], ids: dict[str, int], before: None) -> None:
        rows: dict[str, dict[str, Any]] = {}
        for one in taken:
            product = ids[one.row["external_id"]]
            for variant in one.parts:
                rows[variant["external_id"]] = {"store_id": run.store.pk, "product_id": product} | variant
        found = {external_id: pk for pk, _store, external_id in bulk.upsert(Variant, list(rows.values()), SAME)}
        if known := [one.known[0] for one in taken if one.known]:
            Variant.objects.filter(product_id__in=known).exclude(pk__in=found.values()).delete()
        _give_stock(run, found)


def _variant(variant: VariantSnapshot) -> dict[str, Any]:
    currency = variant.price.currency
    return {
        "external_id": values.required(variant.external_id, 120, "The id of a variant"),
        "sku": values.text(variant.sku, 120),
        "title": values.text(variant.title, 300),
        "options": values.document(variant.options),
        "price": values.minor(variant.price, currency),
        "compare_at": values.optional_minor(variant.compare_at, currency),
        "currency": values.required(currency, 3, "The currency"),
        "image_url": values.text(variant.image_url, 500),
        "is_available": bool(variant.is_available),
    }


def _give_stock(run: Run, variants: dict[str, int]) -> None:
    """Stock that was told before its variant belongs to it now."""
    waiting = bulk.among(Stock, ("variant_external_id", "variant_id"), "variant_external_id", list(variants), store_id=run.store.pk)
    for external_id in {external_id for external_id, variant in waiting if variant is None}:
        Stock.objects.filter(store=run.store, variant_external_id=external_id).update(variant=variants[external_id])


def take_stock(run: Run, snapshots: Sequence[StockSnapshot]) -> None:
    """Bring the stock to what these say, where that is newer; each change is announced and not recorded: there are many."""
    run.applied.seen[Resource.STOCK] += len(snapshots)
    newest: dict[Place, StockSnapshot] = {}
    for snapshot in snapshots:
        place = snapshot.variant_external_id, snapshot.location_external_id
        if _is_sound(run, snapshot) and (place not in newest or newest[place].updated_at <= snapshot.updated_at):
            newest[place] = snapshot
    if not newest:
        return
    locations = _locations(run, list(newest.values()))
    known = _known_stock(run, newest, locations)
    variants = _variants(run, [variant for variant, _location in newest])
    rows = []
    for (variant, location), snapshot in newest.items():
        was = known.get((variant, locations[location]))
        if was is not None and (was[1] > snapshot.updated_at or was[1:] == (snapshot.updated_at, *_facts(snapshot))):
            continue
        if was is None or was[2:] != _facts(snapshot):
            run.changed(Resource.STOCK, f"{variant}@{location}", snapshot.updated_at, is_new=was is None)
        available, back_on = _facts(snapshot)
        rows.append(
            {
                "store_id": run.store.pk,
                "variant_external_id": variant,
                "location_id": locations[location],
                "variant_id": variants.get(variant),
                "available": available,
                "back_on": back_on,
                "updated_at": snapshot.updated_at,
            }
        )
    stored = bulk.upsert(Stock, rows, ("store_id", "variant_external_id", "location_id"))
    if run.is_told:
        _announce(run, stored, known)


def _announce(run: Run, stored: Sequence[tuple[Any, ...]], known: dict[tuple[str, int], tuple[Any, ...]]) -> None:
    for stock in Stock.objects.filter(pk__in=[row[0] for row in stored]).select_related("variant"):
        was = known.get((stock.variant_external_id, stock.location_id))
        if was is None or was[2:] != (stock.available, stock.back_on):
            data = {"from": was[2] if was else None, "to": stock.available}
            publish(Activity(kind="stock.changed", subject_kind="stock", subject_id=stock.pk, data=data), stock=stock)


def _facts(snapshot: StockSnapshot) -> tuple[int, Any]:
    return max(min(int(snapshot.available), 2**31 - 1), -(2**31)), snapshot.back_on


def _is_sound(run: Run, snapshot: StockSnapshot) -> bool:
    try:
        values.required(snapshot.variant_external_id, 120, "The id of the variant")
        values.required(snapshot.location_external_id, 120, "The id of the location")
        values.moment(snapshot.updated_at, "updated_at")
        int(snapshot.available)
    except (Incomprehensible, ValueError, TypeError, AttributeError) as error:
        run.refuse(Resource.STOCK, str(snapshot.variant_external_id)[:120], error)
        return False
    return True


def _locations(run: Run, snapshots: Sequence[StockSnapshot]) -> dict[str, int]:
    """The places by the store's id, called as the newest news of each calls it."""
    newest: dict[str, StockSnapshot] = {}
    for snapshot in snapshots:
        other = newest.get(snapshot.location_external_id)
        if other is None or (other.updated_at, other.location) < (snapshot.updated_at, snapshot.location):
            newest[snapshot.location_external_id] = snapshot
    columns = ("external_id", "id", "name", "is_shop", "updated_at")
    known = {row[0]: row[1:] for row in bulk.among(Location, columns, "external_id", list(newest), store_id=run.store.pk)}
    rows = [
        {
            "store_id": run.store.pk,
            "external_id": external_id,
            "name": values.text(snapshot.location, 200),
            "is_shop": bool(snapshot.is_shop),
            "updated_at": snapshot.updated_at,
        }
        for external_id, snapshot in newest.items()
        if external_id not in known or known[external_id][3] < snapshot.updated_at
    ]
    found = {external_id: pk for pk, _store, external_id in bulk.upsert(Location, rows, SAME)}
    return {external_id: row[0] for external_id, row in known.items()} | found


def _known_stock(run: Run, wanted: dict[Place, StockSnapshot], locations: dict[str, int]) -> dict[tuple[str, int], tuple[Any, ...]]:
    """By variant and location: (id, updated_at, available, back_on)."""
    columns = ("variant_external_id", "location_id", "id", "updated_at", "available", "back_on")
    variants = sorted({variant for variant, _location in wanted})
    rows = bulk.among(Stock, columns, "variant_external_id", variants, store_id=run.store.pk)
    return {(row[0], row[1]): row[2:] for row in rows}


def _variants(run: Run, external_ids: Sequence[str]) -> dict[str, int]:
    wanted = sorted(Counter(external_ids))
    return dict(bulk.among(Variant, ("external_id", "id"), "external_id", wanted, store_id=run.store.pk))
