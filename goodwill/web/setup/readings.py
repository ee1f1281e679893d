"""A reading of a store as pages show it: how far each resource is, what it found, in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from goodwill.commerce.contract import Connector, Resource
from goodwill.commerce.domain import counting, reconciling
from goodwill.commerce.models import Synchronisation
from goodwill.web.setup.forms.stores import RESOURCES


@dataclass(frozen=True, slots=True)
class Step:
    """One resource: ``total`` and ``percent`` are None where the store does not say how many there are."""

    label: str
    seen: int
    total: int | None
    percent: int | None
    is_begun: bool
    is_done: bool


@dataclass(frozen=True, slots=True)
class Shown:
    synchronisation: Synchronisation
    steps: tuple[Step, ...]
    # What was found, in words; "" for an import.
    sentence: str

    @property
    def is_running(self) -> bool:
        return self.synchronisation.state == Synchronisation.State.RUNNING

    @property
    def is_resumable(self) -> bool:
        return self.synchronisation.state == Synchronisation.State.STOPPED and self.synchronisation.file_id is None

    @property
    def refused(self) -> int:
        return sum(counts.get("refused", 0) for counts in self.synchronisation.counts.values())

    @property
    def seen(self) -> int:
        return sum(step.seen for step in self.steps)


def shown(reading: Synchronisation, connector: Connector | None) -> Shown:
    known = {one.resource: one for one in counting.progress(reading)}
    wanted = [
        resource
        for resource in Resource
        if resource in known or (connector and reading.file_id is None and resource in connector.resources)
    ]
    is_over = reading.state == Synchronisation.State.DONE
    steps = tuple(_step(resource, known.get(resource), is_over or _is_past(reading, resource, wanted)) for resource in wanted)
    is_comparison = reading.kind == Synchronisation.Kind.RECONCILIATION
    return Shown(reading, steps, reconciling.sentence(reading) if is_comparison and is_over else "")


def all_shown(readings: Iterable[Synchronisation]) -> list[Shown]:
    """For lists: without what was not begun."""
    return [shown(reading, None) for reading in readings]


def _step(resource: Resource, found: Any, is_done: bool) -> Step:
    label = str(RESOURCES[resource])
    if found is None:
        return Step(label, 0, None, None, is_begun=False, is_done=is_done)
    return Step(label, found.seen, found.total, found.percent, is_begun=True, is_done=is_done)


def _is_past(reading: Synchronisation, resource: Resource, wanted: list[Resource]) -> bool:
    """Whether the reading has gone on to a later resource."""
    if not reading.resource or reading.resource not in wanted:
        return False
    return wanted.index(resource) < wanted.index(Resource(reading.resource))
