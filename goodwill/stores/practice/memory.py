"""A shop's things in memory: for tests, and for servers that play a store."""

from collections.abc import Iterable, Mapping

from goodwill.commerce.contract import Performed, ProductSnapshot, Removed, Resource, Snapshot, StockSnapshot
from goodwill.commerce.contract.documents import RESOURCES
from goodwill.stores.practice.shop import identity


class MemoryShelf:
    """Holds whatever it is given; orders are numbered after the highest number that it holds."""

    def __init__(self, snapshots: Iterable[Snapshot] = ()) -> None:
        self.things: dict[Resource, dict[str, Snapshot]] = {resource: {} for resource in RESOURCES.values()}
        self.done: dict[str, Performed] = {}
        self._product_of: dict[str, str] = {}
        self._stock_of: dict[str, list[str]] = {}
        self._number = 1000
        self.put(snapshots)

    def get(self, resource: Resource, external_id: str) -> Snapshot | None:
        return self.things[resource].get(external_id)

    def all(self, resource: Resource) -> Mapping[str, Snapshot]:
        return self.things[resource]

    def stock_of(self, variant_id: str) -> list[StockSnapshot]:
        found = (self.things[Resource.STOCK][id] for id in self._stock_of.get(variant_id, ()))
        return [place for place in found if isinstance(place, StockSnapshot)]

    def product_of(self, variant_id: str) -> ProductSnapshot | None:
        product = self.things[Resource.PRODUCTS].get(self._product_of.get(variant_id, ""))
        return product if isinstance(product, ProductSnapshot) else None

    def put(self, snapshots: Iterable[Snapshot]) -> None:
        for snapshot in snapshots:
            if isinstance(snapshot, Removed):
                self.things[Resource(snapshot.resource)].pop(snapshot.external_id, None)
                continue
            id = identity(snapshot)
            if isinstance(snapshot, StockSnapshot) and id not in self.things[Resource.STOCK]:
                self._stock_of.setdefault(snapshot.variant_external_id, []).append(id)
            if isinstance(snapshot, ProductSnapshot):
                self._product_of |= {variant.external_id: id for variant in snapshot.variants}
            self.things[RESOURCES[type(snapshot)]][id] = snapshot

    def next_number(self) -> str:
        numbers = [id.lstrip("#") for id in self.things[Resource.ORDERS]]
        self._number = 1 + max([self._number, *[int(number) for number in numbers if number.isdigit()]])
        return f"#{self._number}"

    def label_url(self, return_id: str) -> str:
        return f"https://labels.example/{return_id}"

    def recall(self, key: str) -> Performed | None:
        return self.done.get(key)

    def remember(self, key: str, performed: Performed) -> None:
        self.done[key] = performed
