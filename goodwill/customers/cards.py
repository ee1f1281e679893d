"""The card of each customer: what all rooms know, assembled ahead of the question and served from memory.

A room gives its part in ``card.py``, found by name: ``part(customer_id)`` returns JSON. Whoever changes something that
a part shows calls ``touch`` in the same transaction; a card is never older than the last committed change. What changes
without concerning a customer, such as stock, a room adds at each reading: ``complete(part)`` in the same file. What only
some agents may see, such as conversations, is no part of the card.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from threading import Lock
from typing import Any

from django.db import connection, models, transaction

from goodwill.core import bulk, jobs
from goodwill.core.found import modules
from goodwill.core.rows import Prepared
from goodwill.customers.models import Card

Part = Callable[[int], Mapping[str, Any]]
REMEMBERED = 5_000
ASSEMBLED_AT_ONCE = 200

_memory: OrderedDict[int, tuple[int, Mapping[str, Any]]] = OrderedDict()
_guard = Lock()


def touch(customer_ids: Iterable[int]) -> None:
    """These customers' cards are out of date once the current transaction commits; they are made anew soon after."""
    numbers = sorted(set(customer_ids))
    if not numbers:
        return
    with transaction.atomic():
        bulk.insert_missing(Card, [{"customer_id": number, "version": 1, "made_of": 0, "data": {}} for number in numbers], ["customer_id"])
        for chunk in _chunks(numbers):
            Card.objects.filter(customer_id__in=chunk).update(version=models.F("version") + 1)
        from goodwill.customers.tasks import assemble_cards

        jobs.enqueue_once(assemble_cards, "cards", keep=True)


def card(customer_id: int) -> Mapping[str, Any]:
    """The parts of a customer's card by room, as of the last committed change. Not to be changed.

    Reading writes nothing: what is made here is remembered by this process, and kept by the job that follows a change.
    """
    return _complete(_kept(customer_id))


def _kept(customer_id: int) -> Mapping[str, Any]:
    # The version is read before the parts: they are at least as new as it says.
    version = _version(customer_id)
    known = _memory.get(customer_id)
    if known is not None and known[0] == version:
        return known[1]
    stored = _STORED.first(customer_id) if version else None
    if stored is not None and stored[0] == stored[1]:
        return _remember(customer_id, stored[0], stored[2])
    return _remember(customer_id, version, _made(customer_id))


def assemble(customer_id: int) -> None:
    """Make a card anew and keep it, unless something was touched meanwhile: then that change has its own job."""
    version = _version(customer_id)
    data = _made(customer_id)
    Card.objects.filter(customer_id=customer_id, version=version).update(data=data, made_of=version)


def assemble_stale(limit: int = ASSEMBLED_AT_ONCE) -> int:
    """Make some of the cards that are out of date; how many there were."""
    stale = list(Card.objects.exclude(version=models.F("made_of")).order_by("id").values_list("customer_id", flat=True)[:limit])
    for customer_id in stale:
        assemble(customer_id)
    return len(stale)


def forget() -> None:
    """Empty the memory of this process."""
    with _guard:
        _memory.clear()


def _version(customer_id: int) -> int:
    """0 for a card that nobody has touched yet."""
    found = _VERSION.first(customer_id)
    return found[0] if found else 0


def _made(customer_id: int) -> dict[str, Any]:
    return {name: dict(part(customer_id)) for name, part in _parts().items()}


def _remember(customer_id: int, version: int, data: Mapping[str, Any]) -> Mapping[str, Any]:
    # Inside a transaction of our own the row may show what is never committed.
    if connection.in_atomic_block:
        return data
    with _guard:
        _memory[customer_id] = (version, data)
        _memory.move_to_end(customer_id)
        if len(_memory) > REMEMBERED:
            _memory.popitem(last=False)
    return data


def _complete(data: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**data, **{label: complete(data[label]) for label, complete in _completions().items() if label in data}}


@cache
def _completions() -> dict[str, Callable[[Mapping[str, Any]], Mapping[str, Any]]]:
    return {label: module.complete for label, module in modules("card").items() if hasattr(module, "complete")}


@cache
def _parts() -> dict[str, Part]:
    """The ``part`` of each room's ``card.py``, by the room's name."""
    return {label: module.part for label, module in modules("card").items()}


def _chunks(numbers: list[int]) -> Iterable[list[int]]:
    return (numbers[start : start + 500] for start in range(0, len(numbers), 500))


_VERSION = Prepared(lambda customer: Card.objects.filter(customer_id=customer).values_list("version"), int)
_STORED = Prepared(lambda customer: Card.objects.filter(customer_id=customer).values_list("version", "made_of", "data"), int)
