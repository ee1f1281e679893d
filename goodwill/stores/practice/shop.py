"""What a store does when it is asked to act: a state machine over snapshots, exact to the cent and once for each key.

It knows no database: a ``Shelf`` holds the things. An action either changes all that it has to, or nothing.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar

from django.utils.translation import gettext as _

from goodwill.commerce.contract import (
    Action,
    CustomerSnapshot,
    OrderRef,
    OrderSnapshot,
    Outcome,
    Performed,
    ProductSnapshot,
    Resource,
    Snapshot,
    StockSnapshot,
    VariantSnapshot,
)
from goodwill.commerce.contract.documents import RESOURCES
from goodwill.core.money import CurrencyMismatch

S = TypeVar("S", bound=Any)
_TICK = timedelta(microseconds=1)


class Declined(Exception):
    """The shop will not do this; the sentence is for the agent."""


class Shelf(Protocol):
    """Where a shop keeps its things and what it has done."""

    def get(self, resource: Resource, external_id: str) -> Snapshot | None: ...
    def stock_of(self, variant_id: str) -> list[StockSnapshot]: ...
    def product_of(self, variant_id: str) -> ProductSnapshot | None: ...
    def put(self, snapshots: Iterable[Snapshot]) -> None: ...
    def next_number(self) -> str: ...
    def label_url(self, return_id: str) -> str: ...
    def recall(self, key: str) -> Performed | None: ...
    def remember(self, key: str, performed: Performed) -> None: ...


def perform(shelf: Shelf, action: Action, key: str, at: datetime) -> Performed:
    """Do it, once for each key: a second time the same answer, and nothing more happens.

    A refusal is not remembered: it may be possible later.
    """
    from goodwill.stores.practice.effects import EFFECTS

    known = shelf.recall(key)
    if known is not None:
        return known
    scene = Scene(shelf, key, at)
    try:
        performed = EFFECTS[type(action)](scene, action)
    except Declined as refusal:
        return Performed(Outcome.REFUSED, str(refusal))
    except CurrencyMismatch:
        return Performed(Outcome.REFUSED, _("The amount is in another currency than the order."))
    performed = replace(performed, snapshots=scene.changed)
    shelf.put(performed.snapshots)
    shelf.remember(key, performed)
    return performed


def identity(snapshot: Snapshot) -> str:
    """What tells a thing from others of its kind; stock has no id of its own."""
    if isinstance(snapshot, StockSnapshot):
        return f"{snapshot.variant_external_id}@{snapshot.location_external_id}"
    return snapshot.external_id


class Scene:
    """One action at work: sees its own changes, and hands them over only when all is done."""

    def __init__(self, shelf: Shelf, key: str, at: datetime) -> None:
        self.shelf = shelf
        self.key = key
        self.at = at
        self._changed: dict[tuple[Resource, str], Snapshot] = {}

    @property
    def changed(self) -> tuple[Snapshot, ...]:
        """All that is different now, in the order in which it would be imported."""
        order = list(RESOURCES.values())
        return tuple(snapshot for _place, snapshot in sorted(self._changed.items(), key=lambda item: order.index(item[0][0])))

    def put(self, snapshot: S) -> S:
        """Let it be so; its time of change is later than the one before, whatever the clock says."""
        place = (RESOURCES[type(snapshot)], identity(snapshot))
        before = self.shelf.get(*place)
        later = max(self.at, before.updated_at + _TICK) if before else self.at
        dated: S = replace(snapshot, updated_at=later)
        self._changed[place] = dated
        return dated

    def order(self, ref: OrderRef) -> OrderSnapshot:
        found = self._get(Resource.ORDERS, ref.external_id)
        if not isinstance(found, OrderSnapshot):
            raise Declined(_("There is no order %s.") % ref.number)
        return found

    def customer(self, external_id: str) -> CustomerSnapshot | None:
        found = self._get(Resource.CUSTOMERS, external_id) if external_id else None
        return found if isinstance(found, CustomerSnapshot) else None

    def required_customer(self, external_id: str) -> CustomerSnapshot:
        found = self.customer(external_id)
        if found is None:
            raise Declined(_("There is no such customer account."))
        return found

    def variant(self, external_id: str) -> tuple[ProductSnapshot, VariantSnapshot]:
        product = self.shelf.product_of(external_id)
        for variant in product.variants if product else ():
            if product and variant.external_id == external_id:
                return product, variant
        raise Declined(_("There is no such article: %s.") % external_id)

    def move_stock(self, variant_id: str, pieces: int) -> None:
        """Put pieces on the shelf, or take them (fewer than 0); raise Declined when there are not enough.

        What a shop does not count is always there.
        """
        places = [self._changed.get((Resource.STOCK, identity(place)), place) for place in self.shelf.stock_of(variant_id)]
        stock = [place for place in places if isinstance(place, StockSnapshot)]
        if not stock:
            return
        if pieces >= 0:
            self.put(replace(stock[0], available=stock[0].available + pieces))
            return
        if sum(max(place.available, 0) for place in stock) < -pieces:
            raise Declined(_("Not enough of it is in stock."))
        for place in stock:
            taken = min(max(place.available, 0), -pieces)
            pieces += taken
            if taken:
                self.put(replace(place, available=place.available - taken))

    def _get(self, resource: Resource, external_id: str) -> Snapshot | None:
        return self._changed.get((resource, external_id)) or self.shelf.get(resource, external_id)
