"""Takes snapshots of one kind of thing: newest first, nothing that is older than what is known, nothing twice."""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, ClassVar, Generic, TypeVar

from django.db import models

from goodwill.commerce.contract import Incomprehensible, Resource
from goodwill.commerce.mirror import values
from goodwill.commerce.models import Removal, Store, StoreCustomer
from goodwill.core import bulk

S = TypeVar("S")
# Older than whatever a store will say of it.
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
SAME = ("store_id", "external_id")


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is not as the mirror had it; ``updated_at`` is when the store changed it."""

    resource: str
    external_id: str
    updated_at: datetime
    is_new: bool


@dataclass(frozen=True, slots=True)
class Refusal:
    """One record that can't be understood; ``sentence`` says why, naming it."""

    resource: str
    external_id: str
    sentence: str


@dataclass(slots=True)
class Applied:
    """What became of some snapshots; ``seen`` counts them by resource."""

    seen: Counter[str] = field(default_factory=Counter)
    changes: list[Change] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)


@dataclass(slots=True)
class Run:
    """One applying: whose it is, whether it is told (an import is not), and what came of it.

    ``buyers`` are the ids of the accounts whose own facts, orders or holdings were touched.
    """

    store: Store
    is_told: bool
    applied: Applied = field(default_factory=Applied)
    buyers: set[int] = field(default_factory=set)

    def refuse(self, resource: str, external_id: str, reason: object) -> None:
        name = external_id or "?"
        self.applied.refusals.append(Refusal(resource, external_id, f"{resource} {name}: {reason}"[:500]))

    def changed(self, resource: str, external_id: str, updated_at: datetime, *, is_new: bool) -> None:
        self.applied.changes.append(Change(resource, external_id, updated_at, is_new))

    def buyer_ids(self, external_ids: Iterable[str]) -> dict[str, int]:
        """The accounts with these ids, made empty where the store has not told of them yet."""
        wanted = sorted({external_id for external_id in external_ids if external_id})
        found = self._buyers(wanted)
        if missing := [external_id for external_id in wanted if external_id not in found]:
            bulk.insert_missing(StoreCustomer, [empty_buyer(self.store, external_id) for external_id in missing], SAME)
            found |= self._buyers(missing)
        return found

    def _buyers(self, external_ids: Sequence[str]) -> dict[str, int]:
        rows = bulk.among(StoreCustomer, ("external_id", "id"), "external_id", external_ids, store_id=self.store.pk)
        return dict(rows)


@dataclass(slots=True)
class Taken(Generic[S]):
    """A snapshot that is news, as values by column, with its parts; ``known`` are the mirror's (id, updated_at, digest, …)."""

    snapshot: S
    row: dict[str, Any]
    parts: Any
    known: tuple[Any, ...] | None

    @property
    def is_new(self) -> bool:
        return self.known is None

    @property
    def is_changed(self) -> bool:
        """False when only the time is new."""
        return self.known is None or self.known[2] != self.row["digest"]


class Mirror(ABC, Generic[S]):
    """How one kind of snapshot is kept. ``kept`` names columns of the row that the mirror itself looks after."""

    resource: ClassVar[Resource]
    model: ClassVar[type[models.Model]]
    kept: ClassVar[tuple[str, ...]] = ()
    # What ``Taken.known`` holds beside id, updated_at and digest.
    also_known: ClassVar[tuple[str, ...]] = ()

    @abstractmethod
    def row(self, run: Run, snapshot: S) -> dict[str, Any]:
        """The values by column but for the digest and what ``complete`` adds; raise Incomprehensible."""

    def parts(self, snapshot: S, row: dict[str, Any]) -> Any:
        """What is not in the row but belongs to the snapshot, in a form that the digest can cover."""

    def complete(self, run: Run, taken: Sequence[Taken[S]]) -> None:
        """Add what refers to other rows."""

    def before(self, run: Run, taken: Sequence[Taken[S]]) -> Any:
        """What must be read before the rows are overwritten, for ``after``."""

    def after(self, run: Run, taken: Sequence[Taken[S]], ids: dict[str, int], before: Any) -> None:
        """Write what belongs to the rows, and tell."""

    def take(self, run: Run, snapshots: Sequence[S]) -> None:
        """Bring the mirror to what these say, where that is news."""
        run.applied.seen[self.resource] += len(snapshots)
        taken = self._news(run, _newest([snapshot for snapshot in snapshots if self._is_sound(run, snapshot)]))
        if not taken:
            return
        self.complete(run, taken)
        before = self.before(run, [one for one in taken if one.is_changed])
        found = bulk.upsert(self.model, [one.row for one in taken], SAME, keep=self.kept)
        ids = {external_id: pk for pk, _store, external_id in found}
        changed = [one for one in taken if one.is_changed]
        for one in changed:
            run.changed(self.resource, one.row["external_id"], one.row["updated_at"], is_new=one.is_new)
        if changed:
            self.after(run, changed, ids, before)

    def _is_sound(self, run: Run, snapshot: Any) -> bool:
        """Whether it has what it is known by and compared by."""
        try:
            values.required(snapshot.external_id, 120, "The id")
            values.moment(snapshot.updated_at, "updated_at")
        except (Incomprehensible, TypeError, AttributeError) as error:
            run.refuse(self.resource, str(snapshot.external_id)[:120], error)
            return False
        return True

    def _news(self, run: Run, snapshots: Sequence[Any]) -> list[Taken[S]]:
        wanted = [snapshot.external_id for snapshot in snapshots]
        columns = ("external_id", "id", "updated_at", "digest", *self.also_known)
        known = {row[0]: row[1:] for row in bulk.among(self.model, columns, "external_id", wanted, store_id=run.store.pk)}
        removals = removed_at(run.store, self.resource, wanted)
        taken = []
        for snapshot in snapshots:
            try:
                row, parts = self._row(run, snapshot)
            except (Incomprehensible, ValueError, TypeError, AttributeError) as error:
                run.refuse(self.resource, str(snapshot.external_id)[:120], error)
                continue
            one = Taken(snapshot, row, parts, known.get(snapshot.external_id))
            if _is_news(one, removals.get(snapshot.external_id)):
                taken.append(one)
        return taken

    def _row(self, run: Run, snapshot: Any) -> tuple[dict[str, Any], Any]:
        head = {
            "store_id": run.store.pk,
            "external_id": snapshot.external_id,
            "updated_at": snapshot.updated_at,
        }
        row = head | self.row(run, snapshot)
        parts = self.parts(snapshot, row)
        substance = {name: value for name, value in row.items() if name not in ("store_id", "updated_at", *self.kept)}
        return row | {"digest": values.digest(substance, parts)}, parts


def removed_at(store: Store, resource: str, external_ids: Sequence[str]) -> dict[str, datetime]:
    """When the store deleted those of these that it deleted."""
    found = bulk.among(Removal, ("external_id", "updated_at"), "external_id", external_ids, store_id=store.pk, resource=str(resource))
    return dict(found)


def empty_buyer(store: Store, external_id: str) -> dict[str, Any]:
    """The columns of an account of which nothing is known but its id."""
    return {
        "store_id": store.pk,
        "external_id": external_id,
        "updated_at": NEVER,
        "customer_id": None,
        "email": "",
        "phone": "",
        "name": "",
        "language": "",
        "accepts_marketing": None,
        "loyalty_points": None,
        "store_credit": None,
        "document": {},
        "currency": store.currency,
        "created_at": None,
        "order_count": 0,
        "order_total": 0,
        "first_order_at": None,
        "last_order_at": None,
        "digest": "",
    }


def _newest(snapshots: Sequence[Any]) -> list[Any]:
    """Of each thing the last word; of two at the same moment the one that came later."""
    newest: dict[str, Any] = {}
    for snapshot in snapshots:
        other = newest.get(snapshot.external_id)
        if other is None or other.updated_at <= snapshot.updated_at:
            newest[snapshot.external_id] = snapshot
    return list(newest.values())


def _is_news(one: Taken[Any], removal: datetime | None) -> bool:
    updated_at = one.row["updated_at"]
    if removal is not None and removal >= updated_at:
        return False
    if one.known is None:
        return True
    return one.known[1] < updated_at or (one.known[1] == updated_at and one.is_changed)
