"""Counts what a reading saw and changed, and shows it to the pages that are open."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from goodwill.commerce.contract import Resource
from goodwill.commerce.domain.mirroring import Applied
from goodwill.commerce.models import Synchronisation
from goodwill.core import live

# A webhook may be this late without being lost.
GRACE = timedelta(minutes=2)
MOST_REFUSALS = 50
_NOTHING = {"seen": 0, "created": 0, "changed": 0, "missed": 0, "refused": 0, "total": None}


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the reading of one resource is; ``total`` is None where the store does not know."""

    resource: str
    seen: int
    total: int | None

    @property
    def percent(self) -> int | None:
        return min(100, 100 * self.seen // self.total) if self.total else None


def count(reading: Synchronisation, resource: str, applied: Applied, total: int | None) -> None:
    """Add one batch; the caller saves."""
    counts: dict[str, Any] = reading.counts.setdefault(str(resource), dict(_NOTHING))
    counts["seen"] += sum(applied.seen.values())
    counts["created"] += sum(change.is_new for change in applied.changes)
    counts["changed"] += sum(not change.is_new for change in applied.changes)
    counts["missed"] += sum(change.updated_at <= reading.started_at - GRACE for change in applied.changes)
    counts["refused"] += len(applied.refusals)
    if total is not None:
        counts["total"] = total
    room = MOST_REFUSALS - len(reading.refusals)
    reading.refusals += [refusal.sentence for refusal in applied.refusals[: max(room, 0)]]


def add(reading: Synchronisation, resource: str, name: str, number: int) -> None:
    """Add to one count; the caller saves."""
    counts = reading.counts.setdefault(str(resource), dict(_NOTHING))
    counts[name] = counts.get(name, 0) + number


def progress(reading: Synchronisation) -> list[Progress]:
    """By resource, in the order in which they are read."""
    counted = [(resource, reading.counts[resource]) for resource in Resource if resource in reading.counts]
    return [Progress(resource, counts["seen"], counts["total"]) for resource, counts in counted]


def announce(reading: Synchronisation) -> None:
    """Tell the pages that show this store that the reading got further."""
    live.publish([f"store:{reading.store_id}"], "synchronisation", {"id": reading.pk, "store": reading.store_id})
