"""The practice store's things in the database: where other connectors speak HTTP, this one reads and writes rows."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.conf import settings
from django.db import transaction

from goodwill.commerce.contract import OrderSnapshot, Performed, ProductSnapshot, Removed, Resource, ReturnSnapshot, Snapshot, StockSnapshot
from goodwill.commerce.contract.documents import RESOURCES, encode
from goodwill.core.signing import seal
from goodwill.stores.practice import parse
from goodwill.stores.practice.models import Article, Deed, Shop, Thing
from goodwill.stores.practice.shop import identity

LABELS = "practice/labels/"
LABEL = "practice label"
_MANY = 500
_NUMBER = re.compile(r"(?P<prefix>[^\d]{0,20})(?P<digits>[0-9]{1,10})", re.ASCII)
_HIGHEST = 2_000_000_000


@contextmanager
def held(store_id: int) -> Iterator["DatabaseShelf"]:
    """The shop's shelf, for one at a time; all that is done meanwhile is one transaction."""
    with transaction.atomic():
        Shop.objects.get_or_create(store_id=store_id)
        yield DatabaseShelf(Shop.objects.select_for_update().get(store_id=store_id))


def read(store_id: int, resource: Resource, after: tuple[datetime, int] | None, since: datetime | None, limit: int) -> list[Thing]:
    """The next things by time of change, after this place."""
    things = Thing.objects.filter(shop=store_id, resource=resource).order_by("updated_at", "id")
    if since:
        things = things.filter(updated_at__gte=since)
    if after:
        things = things.filter(updated_at__gte=after[0]).exclude(updated_at=after[0], id__lte=after[1])
    return list(things[:limit])


class DatabaseShelf:
    """A shop's things, as the state machine wants them."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop

    def get(self, resource: Resource, external_id: str) -> Snapshot | None:
        thing = Thing.objects.filter(shop=self.shop, resource=resource, external_id=external_id).first()
        return parse.snapshot(resource, thing.document) if thing else None

    def stock_of(self, variant_id: str) -> list[StockSnapshot]:
        things = Thing.objects.filter(shop=self.shop, variant=variant_id).order_by("id")
        found = [parse.snapshot(thing.resource, thing.document) for thing in things] if variant_id else []
        return [place for place in found if isinstance(place, StockSnapshot)]

    def product_of(self, variant_id: str) -> ProductSnapshot | None:
        article = Article.objects.filter(shop=self.shop, external_id=variant_id).first()
        product = self.get(Resource.PRODUCTS, article.product) if article else None
        return product if isinstance(product, ProductSnapshot) else None

    def put(self, snapshots: Iterable[Snapshot]) -> None:
        """Let things be so, whatever they were; of a thing that comes twice, the last."""
        things: dict[tuple[str, str], Snapshot] = {}
        for snapshot in snapshots:
            if isinstance(snapshot, Removed):
                Thing.objects.filter(shop=self.shop, resource=snapshot.resource, external_id=snapshot.external_id).delete()
            else:
                things[RESOURCES[type(snapshot)], identity(snapshot)] = snapshot
        rows = [self._row(resource, id, snapshot) for (resource, id), snapshot in things.items()]
        Thing.objects.bulk_create(
            rows,
            batch_size=_MANY,
            update_conflicts=True,
            unique_fields=["shop", "resource", "external_id"],
            update_fields=["document", "updated_at"],
        )
        self._note_articles([thing for thing in things.values() if isinstance(thing, ProductSnapshot)])
        self._note_numbers([thing for thing in things.values() if isinstance(thing, OrderSnapshot)])

    def next_number(self) -> str:
        return f"{self.shop.prefix}{self.shop.last_number + 1}"

    def count_from(self, number: int) -> None:
        """Let the next order get this number."""
        self.shop.last_number = number - 1
        self.shop.save(update_fields=["last_number"])

    def label_url(self, return_id: str) -> str:
        return f"{settings.DESK_URL}/{LABELS}{self.shop.pk}/{return_id}/{seal(LABEL, self.shop.pk, return_id)}"

    def recall(self, key: str) -> Performed | None:
        deed = Deed.objects.filter(shop=self.shop, key=key).first()
        return parse.performed(deed.document) if deed else None

    def remember(self, key: str, performed: Performed) -> None:
        Deed.objects.create(shop=self.shop, key=key, document=parse.deed(performed))

    def _row(self, resource: str, id: str, snapshot: Snapshot) -> Thing:
        variant = snapshot.variant_external_id if isinstance(snapshot, StockSnapshot) else ""
        return Thing(
            shop=self.shop, resource=resource, external_id=id, variant=variant, document=encode(snapshot), updated_at=snapshot.updated_at
        )

    def _note_articles(self, products: list[ProductSnapshot]) -> None:
        rows = {
            variant.external_id: Article(shop=self.shop, external_id=variant.external_id, product=product.external_id)
            for product in products
            for variant in product.variants
        }
        Article.objects.bulk_create(
            rows.values(), batch_size=_MANY, update_conflicts=True, unique_fields=["shop", "external_id"], update_fields=["product"]
        )

    def _note_numbers(self, orders: list[OrderSnapshot]) -> None:
        """The next order gets a number after all of these."""
        found = [parts for order in orders if (parts := _NUMBER.fullmatch(order.number))]
        numbers = [(int(parts["digits"]), parts["prefix"]) for parts in found]
        highest, prefix = max([one for one in numbers if one[0] < _HIGHEST], default=(0, ""))
        if highest > self.shop.last_number:
            self.shop.last_number, self.shop.prefix = highest, prefix
            self.shop.save(update_fields=["last_number", "prefix"])


def return_of(shop_id: int, return_id: str) -> tuple[OrderSnapshot, ReturnSnapshot] | None:
    """The order with a return, as they were when it was announced."""
    deed = Deed.objects.filter(shop=shop_id, key=return_id.removeprefix("ret-")).first()
    for thing in parse.performed(deed.document).snapshots if deed else ():
        for made in thing.returns if isinstance(thing, OrderSnapshot) else ():
            if isinstance(thing, OrderSnapshot) and made.external_id == return_id:
                return thing, made
    return None
