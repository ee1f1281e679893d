"""The form of a remedy, drawn from the fields that its kind declares: what is shown, and what is filled in already."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import fields as parts_of
from typing import Any

from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext as _

from goodwill.commerce.contract import Address
from goodwill.commerce.models import Order, OrderLine, Stock, Store, StoreCustomer, Variant
from goodwill.core.conditions import Field, FieldKind
from goodwill.core.money import Money
from goodwill.remedies.parameters import name_of

FOUND = 8
_LINED = (FieldKind.QUANTITIES, FieldKind.SWAPS)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the order to choose pieces of; ``choices`` are the variants that it can become."""

    number: str
    title: str
    price: Money
    left: int
    pieces: str
    choices: Sequence[tuple[str, str]] = ()
    chosen: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """A variant to choose; ``stock`` is what is free of it, None where the store does not say."""

    number: str
    title: str
    price: Money
    stock: int | None
    is_available: bool
    is_chosen: bool
    pieces: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A field with what stands in it."""

    field: Field
    value: Any = ""
    rows: Sequence[Row] = ()
    articles: Sequence[Article] = ()
    parts: Sequence[tuple[str, str, str, str]] = ()
    search: str = ""

    @property
    def name(self) -> str:
        return self.field.name

    @property
    def kind(self) -> str:
        return str(self.field.kind)


def drawn(fields: Iterable[Field], sent: QueryDict | None, place: "Order | StoreCustomer", *, takes_all: bool = False) -> list[Drawn]:
    """The fields as they were sent, or with their first values. ``takes_all`` chooses every piece of the order."""
    order = place if isinstance(place, Order) else None
    lines = list(order.lines.order_by("position")) if order else []
    return [_drawn(field, sent, place.store, lines, takes_all) for field in fields]


def articles(field: str, sent: QueryDict, store: Store) -> list[Article]:
    """The variants that are chosen, then those that the search finds."""
    chosen = [number for number in dict.fromkeys(sent.getlist(field)) if number]
    known = {variant.external_id: variant for variant in _variants(store).filter(external_id__in=chosen)} if chosen else {}
    text = sent.get(f"{field}_search", "").strip()
    found = [known[number] for number in chosen if number in known]
    found += [variant for variant in (_search(store, text) if text else ()) if variant.external_id not in known]
    free = _free(found)
    return [
        Article(
            number=variant.external_id,
            title=name_of(variant),
            price=variant.price_money,
            stock=free.get(variant.pk),
            is_available=variant.is_available,
            is_chosen=variant.external_id in known,
            pieces=sent.get(f"{field}_quantity-{variant.external_id}", "1"),
        )
        for variant in found
    ]


def sent_again(parameters: Mapping[str, Any], fields: Iterable[Field]) -> QueryDict:
    """The parameters of a remedy as its form would send them."""
    found = QueryDict(mutable=True)
    for field in fields:
        name, value = field.name, parameters.get(field.name)
        match field.kind:
            case FieldKind.AMOUNT:
                found[name] = str(Money(**value).amount) if value else ""
            case FieldKind.QUANTITIES:
                found.update({f"{name}-{line}": str(count) for line, count in (value or {}).items()})
            case FieldKind.SWAPS:
                for entry in value or ():
                    found.update({f"{name}-{entry['line']}": entry["variant"], f"{name}_quantity-{entry['line']}": str(entry["quantity"])})
            case FieldKind.VARIANTS:
                found.setlist(name, [entry["variant"] for entry in value or ()])
                found.update({f"{name}_quantity-{entry['variant']}": str(entry["quantity"]) for entry in value or ()})
            case FieldKind.ADDRESS:
                found.update({f"{name}-{part}": text for part, text in (value or {}).items()})
            case FieldKind.SWITCH:
                found[name] = "on" if value else ""
            case _:
                found[name] = str(value or "")
    return found


def _drawn(field: Field, sent: QueryDict | None, store: Store, lines: Sequence[OrderLine], takes_all: bool) -> Drawn:
    name = field.name
    if field.kind in _LINED:
        return Drawn(field, rows=_rows(field, sent, store, lines, takes_all and field.kind == FieldKind.QUANTITIES))
    if field.kind == FieldKind.VARIANTS:
        given = sent if sent is not None else QueryDict()
        return Drawn(field, articles=articles(name, given, store), search=given.get(f"{name}_search", ""))
    if field.kind == FieldKind.ADDRESS:
        return Drawn(field, parts=_address(field, sent))
    if sent is not None:
        is_on = sent.get(name, "") in ("on", "true", "1")
        return Drawn(field, is_on if field.kind == FieldKind.SWITCH else sent.get(name, ""))
    return Drawn(field, _first(field))


def _first(field: Field) -> Any:
    if field.kind == FieldKind.AMOUNT and isinstance(field.initial, Mapping):
        return str(Money(**field.initial).amount)
    return field.initial if field.initial is not None else ""


def _rows(field: Field, sent: QueryDict | None, store: Store, lines: Sequence[OrderLine], takes_all: bool) -> list[Row]:
    is_swap = field.kind == FieldKind.SWAPS
    others = _others(store, lines) if is_swap else {}
    rows = []
    for line in lines:
        number, left = line.external_id, max(0, line.quantity - line.refunded_quantity)
        name = f"{field.name}_quantity-{number}" if is_swap else f"{field.name}-{number}"
        first = str(left) if takes_all else "1" if is_swap else "0"
        rows.append(
            Row(
                number=number,
                title=", ".join([line.title, *map(str, line.options.values())]),
                price=Money(line.price, line.order.currency),
                left=left,
                pieces=sent.get(name, first) if sent is not None else first,
                choices=[choice for choice in others.get(line.product_external_id, ()) if choice[0] != line.variant_external_id],
                chosen=sent.get(f"{field.name}-{number}", "") if is_swap and sent is not None else "",
            )
        )
    return rows


def _others(store: Store, lines: Sequence[OrderLine]) -> dict[str, list[tuple[str, str]]]:
    """By product, the variants that there are of what was ordered."""
    products = {line.product_external_id for line in lines if line.product_external_id}
    found: dict[str, list[tuple[str, str]]] = {}
    for variant in _variants(store).filter(product__external_id__in=products, is_available=True):
        found.setdefault(variant.product.external_id, []).append((variant.external_id, name_of(variant)))
    return found


def _variants(store: Store) -> Any:
    return Variant.objects.filter(store=store).select_related("product").order_by("product__title", "id")


def _search(store: Store, text: str) -> list[Variant]:
    """Variants whose product has all the words in its name, or with this article number."""
    named = Q(product__is_active=True)
    for word in text.split()[:5]:
        named &= Q(product__title__icontains=word) | Q(title__icontains=word)
    return list(_variants(store).filter(named | Q(sku=text))[:FOUND])


def _free(variants: Sequence[Variant]) -> dict[int, int]:
    found: dict[int, int] = {}
    for number, available in Stock.objects.filter(variant__in=variants).values_list("variant_id", "available"):
        found[number] = found.get(number, 0) + max(0, available)
    return found


# With what browsers call the parts of an address, so that they complete them.
_AUTOCOMPLETE = {
    "name": "name",
    "company": "organization",
    "line1": "address-line1",
    "line2": "address-line2",
    "city": "address-level2",
    "region": "address-level1",
    "postcode": "postal-code",
    "country": "country",
    "phone": "tel",
}


def _address(field: Field, sent: QueryDict | None) -> list[tuple[str, str, str, str]]:
    labels = {
        "name": _("Name"),
        "company": _("Company"),
        "line1": _("Street and number"),
        "line2": _("Address line 2"),
        "city": _("City"),
        "region": _("Region"),
        "postcode": _("Postcode"),
        "country": _("Country (two letters)"),
        "phone": _("Phone"),
    }
    first = field.initial or {}
    names = [part.name for part in parts_of(Address)]
    return [
        (name, labels[name], _AUTOCOMPLETE[name], (sent.get(f"{field.name}-{name}", "") if sent is not None else first.get(name) or ""))
        for name in names
    ]
