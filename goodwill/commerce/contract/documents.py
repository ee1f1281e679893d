"""Snapshots and actions as JSON documents, and back: the form in which they cross a wire or are kept.

The names are those of the dataclasses without "external_" (``external_id`` is ``id``, ``variant_external_id`` is
``variant_id``). Amounts are ``{"amount": "12.50", "currency": "EUR"}``; on the way in a plain ``"12.50"`` takes the
currency of its document. What has its default is left out.
"""

import re
import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from goodwill.commerce.contract.actions import Action, CreateDiscount
from goodwill.commerce.contract.connector import Incomprehensible, Resource
from goodwill.commerce.contract.snapshots import (
    CartSnapshot,
    CustomerSnapshot,
    GiftCardSnapshot,
    OrderSnapshot,
    ProductSnapshot,
    Removed,
    Snapshot,
    StockSnapshot,
    SubscriptionSnapshot,
)
from goodwill.core.money import InvalidAmount, Money

SNAPSHOTS: Mapping[Resource, type] = {
    Resource.PRODUCTS: ProductSnapshot,
    Resource.STOCK: StockSnapshot,
    Resource.CUSTOMERS: CustomerSnapshot,
    Resource.ORDERS: OrderSnapshot,
    Resource.CARTS: CartSnapshot,
    Resource.SUBSCRIPTIONS: SubscriptionSnapshot,
    Resource.GIFT_CARDS: GiftCardSnapshot,
}
RESOURCES: Mapping[type, Resource] = {snapshot: resource for resource, snapshot in SNAPSHOTS.items()}
REMOVED = "removed"
# By the class's name in lower case: "refund_order".
ACTIONS: Mapping[str, type] = {re.sub(r"(?<!^)(?=[A-Z])", "_", action.__name__).lower(): action for action in get_args(Action)}
# An action's document has its own "kind".
_RENAMED: Mapping[tuple[type, str], str] = {(CreateDiscount, "kind"): "discount"}
_KINDS = {action: kind for kind, action in ACTIONS.items()}

_Reader = Callable[[Any, str], Any]


class MalformedDocument(Incomprehensible):
    """A document that is not what it should be; the sentence says where: ``lines[0].price``."""

    def __init__(self, reason: str, path: str = "") -> None:
        super().__init__(f"{path}: {reason}" if path else reason)
        self.reason = reason
        self.path = path

    def within(self, part: str) -> "MalformedDocument":
        """The same, seen from one level further out."""
        return MalformedDocument(self.reason, part + (self.path if self.path.startswith("[") or not self.path else f".{self.path}"))


def encode(value: Any) -> Any:
    """A snapshot, an action, or a value of one, as JSON knows it."""
    match value:
        case Money():
            return {"amount": str(value.amount), "currency": value.currency}
        case StrEnum():
            return value.value
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case date():
            return value.isoformat()
        case Decimal():
            return str(value)
        case tuple() | list():
            return [encode(inner) for inner in value]
        case Mapping():
            return {str(key): encode(inner) for key, inner in value.items()}
    if not is_dataclass(value):
        return value
    return {field.name: encode(inner) for field in _fields(value.__class__) if (inner := getattr(value, field.attribute)) != field.default}


def decode(kind: type, document: Any, currency: str = "") -> Any:
    """A ``kind`` from its document; raise MalformedDocument.

    ``currency`` is that of plain amounts where the document has none of its own. A field that we don't know is refused,
    since it is most often a misspelt one; ``x_…`` are free for the writer's use.
    """
    if not isinstance(document, Mapping):
        raise MalformedDocument(f"this must be an object, not {_named(document)}")
    currency = str(document.get("currency") or currency)
    values: dict[str, Any] = {}
    for field in _fields(kind):
        given = document.get(field.name)
        if given is not None:
            values[field.attribute] = _within(field.name, field.read, given, currency)
        elif field.default is MISSING:
            raise MalformedDocument("this is missing", field.name)
        elif field.default is None:
            values[field.attribute] = None
    if not document.keys() <= _names(kind):
        _refuse_unknown(document, kind)
    return kind(**values)


def encode_action(action: Action) -> dict[str, Any]:
    """``{"kind": "refund_order", …}``"""
    return {"kind": _KINDS[type(action)], **encode(action)}


def decode_action(document: Any, currency: str = "") -> Action:
    """The action that a document asks for; raise MalformedDocument."""
    kind = document.get("kind") if isinstance(document, Mapping) else None
    if not isinstance(kind, str) or kind not in ACTIONS:
        raise MalformedDocument(f"{_named(kind)} is no action; there are {', '.join(ACTIONS)}", "kind")
    return decode(ACTIONS[kind], {name: value for name, value in document.items() if name != "kind"}, currency)


def encode_all(snapshots: tuple[Snapshot, ...]) -> dict[str, list[Any]]:
    """Snapshots of any kinds, by resource: ``{"orders": […], "removed": […]}``."""
    documents: dict[str, list[Any]] = {}
    for snapshot in snapshots:
        documents.setdefault(RESOURCES.get(snapshot.__class__, REMOVED), []).append(encode(snapshot))
    return documents


def decode_all(document: Mapping[str, Any], currency: str = "") -> tuple[Snapshot, ...]:
    """Every snapshot under the name of its resource, in the order of import; other names are the caller's to read."""
    kinds: dict[str, type] = {**{str(resource): kind for resource, kind in SNAPSHOTS.items()}, REMOVED: Removed}
    return tuple(
        snapshot
        for name, kind in kinds.items()
        if document.get(name) is not None
        for snapshot in decode_list(kind, name, document[name], currency)
    )


def decode_list(kind: type, name: str, documents: Any, currency: str = "") -> tuple[Any, ...]:
    """A list of ``kind``; an error says which, by place and by id."""
    if not isinstance(documents, list):
        raise MalformedDocument(f"this must be a list, not {_named(documents)}", name)
    found = []
    for place, document in enumerate(documents):
        try:
            found.append(decode(kind, document, currency))
        except MalformedDocument as problem:
            id = document.get("id") if isinstance(document, Mapping) else None
            raise problem.within(f"{name}[{place}]" + (f" (id {id})" if isinstance(id, str | int) else "")) from None
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Field:
    attribute: str
    name: str
    default: Any
    read: _Reader


@cache
def _fields(kind: type) -> tuple[_Field, ...]:
    hints = get_type_hints(kind)
    return tuple(
        _Field(
            field.name,
            _RENAMED.get((kind, field.name), field.name.replace("external_", "")),
            _default(field, hints[field.name]),
            _reader(hints[field.name]),
        )
        for field in fields(kind)
    )


@cache
def _names(kind: type) -> frozenset[str]:
    return frozenset({field.name for field in _fields(kind)} | {"currency"})


def _default(field: Any, hint: Any) -> Any:
    if field.default_factory is not MISSING:
        return field.default_factory()
    return None if field.default is MISSING and type(None) in get_args(hint) else field.default


def _refuse_unknown(document: Mapping[str, Any], kind: type) -> None:
    for name in document:
        if name not in _names(kind) and not str(name).startswith("x_"):
            raise MalformedDocument("there is no such field", str(name))


def _within(part: str, read: _Reader, value: Any, currency: str) -> Any:
    try:
        return read(value, currency)
    except MalformedDocument as problem:
        raise problem.within(part) from None


def _reader(hint: Any) -> _Reader:
    """What reads a value of this type."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return _reader(next(inner for inner in arguments if inner is not type(None)))
    if origin is tuple:
        return _list_of(_reader(arguments[0]))
    if origin is not None and issubclass(origin, Mapping):
        return _mapping_of(_reader(arguments[1]))
    if hint in _SCALARS:
        return _SCALARS[hint]
    if issubclass(hint, StrEnum):
        return _word_of(hint)
    return lambda value, currency: decode(hint, value, currency)


def _list_of(read: _Reader) -> _Reader:
    def read_list(value: Any, currency: str) -> Any:
        if not isinstance(value, list):
            raise MalformedDocument(f"this must be a list, not {_named(value)}")
        return tuple([_within(f"[{place}]", read, inner, currency) for place, inner in enumerate(value)])

    return read_list


def _mapping_of(read: _Reader) -> _Reader:
    def read_mapping(value: Any, currency: str) -> Any:
        if not isinstance(value, Mapping):
            raise MalformedDocument(f"this must be an object, not {_named(value)}")
        return {key: _within(key, read, inner, currency) for key, inner in value.items()}

    return read_mapping


def _word_of(words: type[StrEnum]) -> _Reader:
    by_word = {word.value: word for word in words}

    def read_word(value: Any, currency: str) -> Any:
        if not isinstance(value, str) or value not in by_word:
            raise MalformedDocument(f"{_named(value)} is none of {', '.join(by_word)}")
        return by_word[value]

    return read_word


def _text(value: Any, currency: str) -> str:
    if isinstance(value, str):
        return value
    # Many databases number their rows, and their stores send the number.
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise MalformedDocument(f"this must be a text, not {_named(value)}")


def _whole(value: Any, currency: str) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise MalformedDocument(f"this must be a whole number, not {_named(value)}")


def _yes_or_no(value: Any, currency: str) -> bool:
    if isinstance(value, bool):
        return value
    raise MalformedDocument(f"this must be true or false, not {_named(value)}")


def _decimal(value: Any, currency: str) -> Decimal:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        number = Decimal("NaN")
    if isinstance(value, bool) or not number.is_finite():
        raise MalformedDocument(f"this must be a number, not {_named(value)}")
    return number


def _money(value: Any, currency: str) -> Money:
    if isinstance(value, Mapping):
        unknown = set(value) - {"amount", "currency"}
        if unknown or "amount" not in value:
            raise MalformedDocument('an amount is {"amount": "12.50", "currency": "EUR"}')
        value, currency = value["amount"], value.get("currency", currency)
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        raise MalformedDocument(f"this must be an amount, not {_named(value)}")
    try:
        amount = Money.parse(value, str(currency))
    except InvalidAmount as problem:
        raise MalformedDocument(str(problem)) from None
    if amount.amount != Decimal(str(value).strip()):
        raise MalformedDocument(f"{value} has more decimals than {amount.currency}")
    return amount


def _moment(value: Any, currency: str) -> datetime:
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise MalformedDocument(f"this must be a time with its zone such as 2026-01-31T09:30:00Z, not {_named(value)}")
    return moment.astimezone(UTC)


def _day(value: Any, currency: str) -> date:
    try:
        if isinstance(value, str) and len(value) == 10:
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise MalformedDocument(f"this must be a day such as 2026-01-31, not {_named(value)}")


_SCALARS: Mapping[Any, _Reader] = {
    str: _text,
    int: _whole,
    bool: _yes_or_no,
    Decimal: _decimal,
    Money: _money,
    datetime: _moment,
    date: _day,
}


def _named(value: Any) -> str:
    """A value as people should read it in a sentence."""
    match value:
        case None:
            return "nothing"
        case list():
            return "a list"
        case Mapping():
            return "an object"
        case str() if len(value) > 40:
            return repr(value[:40] + "…")
    return repr(value)
