"""Makes what columns can hold of what stores say: clipped texts, minor units, JSON documents, digests."""

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from functools import cache
from hashlib import blake2b
from typing import Any

from goodwill.commerce.contract import (
    Address,
    DiscountSnapshot,
    Incomprehensible,
    LineSnapshot,
    PaymentMethodSnapshot,
    PaymentSnapshot,
    RefundSnapshot,
    ReturnSnapshot,
    TrackingEvent,
)
from goodwill.core.money import Money

_DATACLASSES = frozenset(
    {Address, DiscountSnapshot, LineSnapshot, Money, PaymentMethodSnapshot, PaymentSnapshot, RefundSnapshot, ReturnSnapshot, TrackingEvent}
)
_encoded = json.JSONEncoder(default=str, sort_keys=True).encode
_LARGEST = 2**63 - 1
_LARGEST_SMALL = 2**31 - 1


def text(value: str | None, longest: int) -> str:
    """At most so many characters, without those that PostgreSQL can't keep."""
    return _kept(value)[:longest] if value else ""


def email(value: str | None) -> str:
    """An address in the form that is compared."""
    return text(value, 320).strip().lower()


def required(value: str, longest: int, name: str) -> str:
    """An identifier: one that is empty or too long is refused, since a clipped one could be another's."""
    if not value or len(value) > longest:
        raise Incomprehensible(f"{name} is {'longer than ' + str(longest) + ' characters' if value else 'empty'}.")
    if _kept(value) != value:
        raise Incomprehensible(f"{name} has characters that can't be kept.")
    return value


def moment(value: datetime, name: str) -> datetime:
    """A moment with a time zone; one without could be any of a day."""
    if value.tzinfo is None:
        raise Incomprehensible(f"{name} has no time zone.")
    return value


def optional_moment(value: datetime | None, name: str) -> datetime | None:
    return None if value is None else moment(value, name)


def minor(amount: Money, currency: str) -> int:
    """Minor units; raise Incomprehensible for another currency than that of the whole."""
    if amount.currency != currency:
        raise Incomprehensible(f"{amount} is not in {currency}.")
    if abs(amount.minor) > _LARGEST:
        raise Incomprehensible(f"{amount} is too large an amount.")
    return amount.minor


def optional_minor(amount: Money | None, currency: str) -> int | None:
    return None if amount is None else minor(amount, currency)


def quantity(value: int) -> int:
    """A number of pieces, never negative."""
    return min(max(int(value), 0), _LARGEST_SMALL)


def document(value: Any) -> Any:
    """A dataclass of the contract as JSON: all its fields by name, amounts as ``{"minor", "currency"}``."""
    # Asked for by its exact type first: an order has a hundred of these values.
    kind = type(value)
    if kind is str:
        return _kept(value)
    if value is None or kind is int or kind is bool:
        return value
    if kind is tuple or kind is list:
        return [document(inner) for inner in value]
    if kind in _DATACLASSES:
        return {name: document(getattr(value, name)) for name in _names(kind)}  # type: ignore[arg-type]
    match value:
        case str():
            return _kept(value)
        case datetime() | date():
            return value.isoformat()
        case Mapping():
            return {_kept(str(key)): document(inner) for key, inner in value.items()}
    raise TypeError(f"{kind.__name__} is nothing that a store says.")


def digest(*values: Any) -> str:
    """Equal for values that say the same."""
    return blake2b(_encoded(values).encode(), digest_size=16).hexdigest()


def _kept(value: str) -> str:
    """Without NUL, and without halves of characters, which come from texts that were cut in the middle of an emoji."""
    if "\0" in value:
        value = value.replace("\0", "")
    if value.isascii():
        return str(value)
    try:
        value.encode()
    except UnicodeEncodeError:
        return value.encode("utf-8", "replace").decode()
    return value


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))
