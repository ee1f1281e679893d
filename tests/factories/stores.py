"""A store for tests: snapshots that lie in memory, webhooks as JSON, and answers that a test chooses."""

import itertools
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

from django import forms

from goodwill.commerce import registry
from goodwill.commerce.contract import (
    Ability,
    Action,
    Batch,
    ConnectedStore,
    Connector,
    CustomerSnapshot,
    Forged,
    HookDelivery,
    HookRequest,
    Incomprehensible,
    LineSnapshot,
    OrderSnapshot,
    OrderStatus,
    Outcome,
    PaymentSnapshot,
    Performed,
    Removed,
    Resource,
    ShipmentSnapshot,
    ShipmentStatus,
    Snapshot,
)
from goodwill.commerce.models import Store
from goodwill.core.money import Money

KIND = "booth"
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
_numbers = itertools.count(1)


@dataclass
class Shelf:
    """What the store has, what it answers next, and what it was asked."""

    snapshots: dict[Resource, list[Snapshot]] = field(default_factory=dict)
    errors: list[Exception] = field(default_factory=list)
    performed: list[Performed | Exception] = field(default_factory=list)
    asked: list[tuple[Any, ...]] = field(default_factory=list)
    batch_size: int = 10


class Booth(Connector):
    """Reads what lies on the shelf in batches; signs with the word ``right``."""

    kind = KIND
    label = "Booth"
    abilities = frozenset(Ability)
    resources = frozenset(Resource)
    settings_form = forms.Form
    shelf: ClassVar[Shelf] = Shelf()

    def fetch(self, store: ConnectedStore, resource: Resource, cursor: str, since: datetime | None) -> Batch:
        self.shelf.asked.append(("fetch", resource, cursor, since))
        self._fail()
        found = [one for one in self.shelf.snapshots.get(resource, []) if since is None or one.updated_at >= since]
        start, end = int(cursor or 0), int(cursor or 0) + self.shelf.batch_size
        return Batch(tuple(found[start:end]), str(end) if end < len(found) else "", len(found))

    def fetch_one(self, store: ConnectedStore, resource: Resource, external_id: str) -> Sequence[Snapshot]:
        self.shelf.asked.append(("fetch_one", resource, external_id))
        self._fail()
        found = [one for one in self.shelf.snapshots.get(resource, []) if one.external_id == external_id]
        return found or [Removed(resource, external_id, datetime.now(UTC))]

    def receive(self, request: HookRequest, store: ConnectedStore) -> HookDelivery:
        if request.headers.get("x-signature") != "right":
            raise Forged("The signature is wrong.")
        content = json.loads(request.body)
        if content.get("nonsense"):
            raise Incomprehensible("The webhook speaks in riddles.")
        stale = tuple((Resource(resource), external_id) for resource, external_id in content.get("stale", ()))
        snapshots = tuple(self.shelf.snapshots[Resource(resource)][number] for resource, number in content.get("snapshots", ()))
        return HookDelivery(content["key"], content.get("topic", "orders"), snapshots, stale)

    def perform(self, action: Action, key: str, store: ConnectedStore) -> Performed:
        self.shelf.asked.append(("perform", action, key))
        return self._answer()

    def find(self, action: Action, key: str, store: ConnectedStore) -> Performed | None:
        self.shelf.asked.append(("find", action, key))
        return self._answer() if self.shelf.performed else None

    def hook_response(self, request: HookRequest, store: ConnectedStore) -> tuple[int, str] | None:
        challenge = request.query.get("challenge")
        return (200, challenge) if challenge else None

    def read_file(self, path: Path, resource: Resource, store: ConnectedStore) -> Iterator[Snapshot]:
        for number, line in enumerate(path.read_text().splitlines(), start=2):
            if line == "broken":
                raise Incomprehensible(f"Row {number}: there is nothing to read.")
            yield an_order(line)

    def _fail(self) -> None:
        if self.shelf.errors:
            raise self.shelf.errors.pop(0)

    def _answer(self) -> Performed:
        answer = self.shelf.performed.pop(0) if self.shelf.performed else Performed(Outcome.DONE)
        if isinstance(answer, Exception):
            raise answer
        return answer


@contextmanager
def booths() -> Iterator[Shelf]:
    """Have the connector among the installed ones, with nothing on its shelf."""
    Booth.shelf = Shelf()
    known = registry.connectors()
    known[KIND] = Booth()
    try:
        yield Booth.shelf
    finally:
        known.pop(KIND, None)


def a_store(name: str = "Fern & Fable", **fields: Any) -> Store:
    token = fields.pop("hook_token", f"token-{next(_numbers)}")
    return Store.objects.create(kind=KIND, name=name, currency="EUR", hook_token=token, **fields)


def euro(amount: str | int) -> Money:
    return Money.parse(amount, "EUR")


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def a_customer(external_id: str = "c1", minutes: float = 0, **fields: Any) -> CustomerSnapshot:
    values = {"email": f"{external_id}@post.example", "name": external_id.title()} | fields
    return CustomerSnapshot(external_id, at(minutes), **values)


def a_line(external_id: str = "l1", price: str = "10.00", quantity: int = 2, **fields: Any) -> LineSnapshot:
    return LineSnapshot(external_id, fields.pop("title", "Fern"), quantity, euro(price), **fields)


def a_parcel(external_id: str = "p1", status: ShipmentStatus = ShipmentStatus.IN_TRANSIT, **fields: Any) -> ShipmentSnapshot:
    return ShipmentSnapshot(external_id, status, **fields)


def an_order(external_id: str = "1001", minutes: float = 0, total: str = "20.00", **fields: Any) -> OrderSnapshot:
    """An order of two ferns that is paid, told ``minutes`` after the start; ``fields`` replace what is said here."""
    snapshot = OrderSnapshot(
        external_id=external_id,
        updated_at=at(minutes),
        number=f"#{external_id}",
        placed_at=START,
        status=OrderStatus.PENDING,
        total=euro(total),
        customer_external_id="c1",
        email="c1@post.example",
        lines=(a_line(),),
        payments=(PaymentSnapshot("pay1", euro(total)),),
    )
    return replace(snapshot, **fields)
