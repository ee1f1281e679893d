"""Reads lists page by page, in the order of change where this version of WooCommerce can say it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from goodwill.commerce.contract import Batch, ConnectedStore, OrderSnapshot, Removed, Resource, Snapshot
from goodwill.core.clock import now
from goodwill.stores.woocommerce import client, parse
from goodwill.stores.woocommerce.client import Wire

PAGE = 100
PATHS = {Resource.PRODUCTS: "/products", Resource.CUSTOMERS: "/customers", Resource.ORDERS: "/orders"}
_BEGINNING = datetime(1990, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the next page begins: the so-maniest of what changed after a time."""

    after: datetime
    number: int = 1

    @classmethod
    def of(cls, cursor: str, since: datetime | None) -> "Place":
        if cursor:
            after, number = cursor.split("|")
            return cls(datetime.fromisoformat(after), int(number))
        return cls(since.astimezone(UTC).replace(microsecond=0) - _SECOND if since else _BEGINNING)

    def __str__(self) -> str:
        return f"{self.after.isoformat()}|{self.number}"

    def following(self, last: datetime) -> "Place":
        """After a full page. What changes meanwhile moves to the end, and would push others off the page that comes next:
        so each page begins anew at the last time that was seen, unless a whole page is of one second."""
        return Place(last - _SECOND) if last > self.after + _SECOND else Place(self.after, self.number + 1)


@parse.understood
def batch(store: ConnectedStore, resource: Resource, cursor: str, since: datetime | None) -> Batch:
    place = Place.of(cursor, since)
    if is_ordered := _knows_changes(store, resource):
        sought = {"orderby": "modified", "order": "asc", "modified_after": _gmt(place.after), "dates_are_gmt": "true"}
    elif resource is Resource.CUSTOMERS:
        # No version finds the accounts that changed: only those that are new, and all of them.
        sought = {"orderby": "registered_date" if since else "id", "order": "desc" if since else "asc", "role": "all"}
    else:
        sought = {"orderby": "id", "order": "asc"}
    found, total = client.page(store, PATHS[resource], {**sought, "per_page": str(PAGE), "page": str(place.number)})
    wanted = found if is_ordered else [wire for wire in found if since is None or _changed(wire) >= since - _SECOND]
    is_last = len(found) < PAGE or (resource is Resource.CUSTOMERS and since is not None and _created(found[-1]) < since - _SECOND)
    following = place.following(_changed(found[-1])) if is_ordered and found else Place(place.after, place.number + 1)
    return Batch(
        snapshots=tuple(snapshot for wire in wanted for snapshot in snapshots(store, resource, wire)),
        cursor="" if is_last else str(following),
        total=total if not cursor else None,
    )


@parse.understood
def one(store: ConnectedStore, resource: Resource, external_id: str) -> Sequence[Snapshot]:
    found = client.get(store, f"{PATHS[resource]}/{external_id}")
    if found is None or found.get("status") == "trash":
        return [Removed(resource, external_id, now())]
    if found.get("type") == "variation":
        return one(store, resource, str(found["parent_id"]))
    return list(snapshots(store, resource, found))


def snapshots(store: ConnectedStore, resource: Resource, wire: Wire) -> Iterable[Snapshot]:
    """What a document says, together with the parts that WooCommerce keeps elsewhere."""
    if resource is Resource.CUSTOMERS:
        return [parse.customer(wire)]
    if resource is Resource.ORDERS:
        found = order(store, wire)
        return [found] if found else []
    variations = client.every(store, f"/products/{wire['id']}/variations") if wire.get("variations") else []
    return [parse.product(wire, variations, store.currency), *parse.stock(wire, variations, store.name)]


def order(store: ConnectedStore, wire: Wire) -> OrderSnapshot | None:
    """An order's document tells the sums of refunds alone, not their lines."""
    refunds = client.every(store, f"/orders/{wire['id']}/refunds") if wire.get("refunds") else []
    return parse.order(wire, refunds, store.settings["url"])


def _knows_changes(store: ConnectedStore, resource: Resource) -> bool:
    """WooCommerce lists by the time of change since 5.8; customers in no version."""
    taken = client.arguments(store, PATHS[resource], "GET")
    orders = taken.get("orderby", {}).get("enum") or []
    return {"modified_after", "dates_are_gmt"} <= taken.keys() and "modified" in orders


def _changed(wire: Wire) -> datetime:
    return parse.moment(wire.get("date_modified_gmt")) or _created(wire)


def _created(wire: Wire) -> datetime:
    return parse.moment(wire.get("date_created_gmt")) or _BEGINNING


def _gmt(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S")
