"""Turns what a form sent into a remedy's parameters. Names in the form: the field's, with a part after a dash.

- amount, with ``<field>``: ``"12.50"`` or ``"12,50"`` in the currency of the order
- quantities: ``<field>-<line>`` = pieces
- swaps: ``<field>-<line>`` = variant, ``<field>_quantity-<line>`` = pieces (1 where it is missing)
- variants: ``<field>`` = variant, repeated; ``<field>_quantity-<variant>`` = pieces (1 where it is missing)
- address: ``<field>-line1`` and so on
- everything else: ``<field>``; a switch that is not sent is off
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields as parts_of
from typing import Any, Protocol

from django.utils.translation import gettext as _

from goodwill.commerce.contract import Address
from goodwill.core.conditions import Field, FieldKind
from goodwill.core.money import InvalidAmount, Money
from goodwill.remedies.contract import Incomplete

_LONGEST = 500


class Sent(Protocol):
    """What Django's QueryDict is."""

    def get(self, key: str, default: str, /) -> Any: ...

    def getlist(self, key: str) -> Sequence[Any]: ...

    def __iter__(self) -> Iterator[str]: ...


def parameters_from(sent: Sent, fields: Iterable[Field], currency: str) -> dict[str, Any]:
    """The parameters as JSON; raise Incomplete for an amount that is none. What is missing is left to the kind."""
    return {field.name: _value(sent, field, currency) for field in fields}


def amount(text: str, currency: str, field: str = "") -> dict[str, Any] | None:
    """An amount as people write it, with a comma or a point; None where nothing is written."""
    bare = text.replace("\N{NO-BREAK SPACE}", "").replace(" ", "").strip()
    if not bare:
        return None
    if "," in bare and "." in bare:
        # The last of the two is the decimal sign: 1.250,00 and 1,250.00.
        thousands = "," if bare.rfind(".") > bare.rfind(",") else "."
        bare = bare.replace(thousands, "")
    try:
        value = Money.parse(bare.replace(",", "."), currency)
    except InvalidAmount:
        raise Incomplete(_("This is not an amount of money."), field) from None
    return {"minor": value.minor, "currency": value.currency}


def _value(sent: Sent, field: Field, currency: str) -> Any:
    name = field.name
    match field.kind:
        case FieldKind.AMOUNT:
            return amount(_text(sent, name), currency, name)
        case FieldKind.QUANTITIES:
            return {line: count for line, count in _parts(sent, name).items() if count and count != "0"}
        case FieldKind.SWAPS:
            counts = _parts(sent, f"{name}_quantity")
            chosen = _parts(sent, name)
            return [{"line": line, "variant": variant, "quantity": counts.get(line) or 1} for line, variant in chosen.items() if variant]
        case FieldKind.VARIANTS:
            counts = _parts(sent, f"{name}_quantity")
            return [{"variant": variant, "quantity": counts.get(variant) or 1} for variant in map(str, sent.getlist(name)) if variant]
        case FieldKind.ADDRESS:
            return {part.name: _text(sent, f"{name}-{part.name}") for part in parts_of(Address)}
        case FieldKind.SWITCH:
            return _text(sent, name) in ("on", "true", "1")
        case FieldKind.CHOICES | FieldKind.WORDS:
            return [str(value)[:_LONGEST] for value in sent.getlist(name) if str(value).strip()]
        case _:
            return _text(sent, name)


def _text(sent: Sent, name: str) -> str:
    return str(sent.get(name, "") or "").strip()[:_LONGEST]


def _parts(sent: Sent, name: str) -> Mapping[str, str]:
    prefix = f"{name}-"
    return {key[len(prefix) :]: _text(sent, key) for key in sent if key.startswith(prefix)}
