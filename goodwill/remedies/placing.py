"""What orders that the desk places have in common: articles, address, price."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from django.utils.translation import gettext as _

from goodwill.commerce.contract import Address, VariantQuantity
from goodwill.core.conditions import Parameters
from goodwill.core.money import Money
from goodwill.remedies import parameters as read
from goodwill.remedies.contract import Incomplete, Subject
from goodwill.remedies.wording import listed


@dataclass(frozen=True, slots=True)
class Placed:
    """The articles of an order to be placed, their list price in all, and where they go."""

    items: tuple[VariantQuantity, ...]
    address: Address
    price: Money
    problems: tuple[str, ...]
    sentence: str


def placed(parameters: Parameters, subject: Subject) -> Placed:
    """Read the parameters ``items`` and ``address``; raise Incomplete without articles."""
    entries = read.chosen(parameters, "items")
    if not entries:
        raise Incomplete(_("Choose the articles."), "items")
    where = read.address(parameters) if parameters.get("address") else address_of(known_address(subject))
    problems = list(read.variant_problems(entries, subject))
    if subject.buyer is None:
        problems.append(_("The customer has no account in this store."))
    return Placed(
        items=tuple(VariantQuantity(entry.variant, entry.quantity) for entry in entries),
        address=where,
        price=Money(price_of(entries, subject), subject.currency),
        problems=tuple(problems),
        sentence=_("Orders %(articles)s to %(address)s.")
        % {"articles": listed(named(entries, subject)), "address": read.in_one_line(where)},
    )


def known_address(subject: Subject) -> Mapping[str, Any]:
    """The order's address, else the customer's."""
    of_order = subject.order.document.get("shipping_address") if subject.order else None
    of_buyer = subject.buyer.document.get("address") if subject.buyer else None
    return of_order or of_buyer or {}


def address_of(stored: Mapping[str, Any]) -> Address:
    """A stored address as the contract's; raise Incomplete where nothing is known."""
    if not stored.get("line1"):
        raise Incomplete(_("Enter the address."), "address")
    return Address(**{field.name: str(stored.get(field.name) or "") for field in fields(Address)})


def free(item: VariantQuantity, currency: str) -> VariantQuantity:
    return replace(item, price=Money.zero(currency))


def price_of(entries: Iterable[read.Chosen], subject: Subject) -> int:
    """The list price in minor units, of the variants that are known."""
    return sum(subject.variants[entry.variant].price * entry.quantity for entry in entries if entry.variant in subject.variants)


def named(entries: Iterable[read.Chosen], subject: Subject) -> list[str]:
    return [
        f"{entry.quantity} × {read.name_of(subject.variants[entry.variant]) if entry.variant in subject.variants else entry.variant}"
        for entry in entries
    ]
