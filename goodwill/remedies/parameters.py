"""Reads the parameters of remedies: amounts, pieces of lines, variants, addresses, payment methods."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from goodwill.commerce.contract import Address
from goodwill.commerce.models import OrderLine, Variant
from goodwill.core.conditions import Parameters
from goodwill.core.money import Money
from goodwill.remedies.contract import Incomplete, Subject
from goodwill.remedies.wording import listed, money

MOST_PIECES = 100_000
MOST_MINOR = 10**12


def amount(parameters: Parameters, name: str = "amount") -> Money | None:
    """The amount under this name, None when it is left empty; raise Incomplete for what is no amount."""
    given = parameters.get(name)
    if not given:
        return None
    try:
        value = Money(int(given["minor"]), str(given["currency"]))
    except (TypeError, KeyError, ValueError):
        raise Incomplete(_("This is not an amount of money."), name) from None
    if not 0 < value.minor <= MOST_MINOR:
        raise Incomplete(_("Enter an amount above zero."), name)
    return value


def some_amount(parameters: Parameters, name: str = "amount") -> Money:
    value = amount(parameters, name)
    if value is None:
        raise Incomplete(_("Enter an amount."), name)
    return value


def percent(parameters: Parameters, name: str = "percent") -> Decimal:
    """A share above 0 and up to 100."""
    try:
        share = Decimal(str(parameters.get(name) or ""))
    except InvalidOperation:
        raise Incomplete(_("Enter a percentage."), name) from None
    if not (share.is_finite() and 0 < share <= 100):
        raise Incomplete(_("Enter a percentage above 0 and up to 100."), name)
    return share


def pieces(value: Any, name: str) -> int:
    """A count of pieces above zero."""
    try:
        count = int(value)
    except (TypeError, ValueError):
        raise Incomplete(_("Enter a number of pieces."), name) from None
    if not 0 < count <= MOST_PIECES:
        raise Incomplete(_("Enter a number of pieces."), name)
    return count


def quantities(parameters: Parameters, name: str = "lines") -> dict[str, int]:
    """Pieces by line; lines with none are left out."""
    given = parameters.get(name) or {}
    if not isinstance(given, Mapping):
        raise Incomplete(_("Choose the articles."), name)
    return {str(line): pieces(count, name) for line, count in given.items() if str(count or 0).strip() != "0"}


@dataclass(frozen=True, slots=True)
class Chosen:
    """So many pieces of a variant, with the line they replace where they do."""

    variant: str
    quantity: int
    line: str = ""


def chosen(parameters: Parameters, name: str) -> tuple[Chosen, ...]:
    """The variants of a ``variants`` or ``swaps`` field."""
    try:
        return tuple(
            Chosen(str(entry["variant"]), pieces(entry.get("quantity", 1), name), str(entry.get("line", "")))
            for entry in parameters.get(name) or ()
        )
    except (TypeError, KeyError, AttributeError):
        raise Incomplete(_("Choose the articles."), name) from None


def variants_named(parameters: Parameters) -> set[str]:
    """The external ids of all variants that any parameter names."""
    entries = [entry for value in parameters.values() if isinstance(value, list | tuple) for entry in value]
    return {str(entry["variant"]) for entry in entries if isinstance(entry, Mapping) and entry.get("variant")}


def address(parameters: Parameters, name: str = "address") -> Address:
    """A postal address that a parcel can be sent to."""
    given = parameters.get(name) or {}
    if not isinstance(given, Mapping):
        raise Incomplete(_("Enter the address."), name)
    known = {field.name: " ".join(str(given.get(field.name) or "").split())[:200] for field in fields(Address)}
    for part, sentence in (("line1", _("Enter street and number.")), ("city", _("Enter the city.")), ("country", _("Enter the country."))):
        if not known[part]:
            raise Incomplete(sentence, name)
    return Address(**known)


def in_one_line(where: Address) -> str:
    place = " ".join(filter(None, [where.postcode, where.city, where.region]))
    return ", ".join(filter(None, [where.name, where.company, where.line1, where.line2, place, where.country]))


def share_of(line: OrderLine, count: int) -> int:
    """What ``count`` pieces of a line cost after its discount, in minor units, half a unit rounded to even."""
    if not line.quantity:
        return 0
    whole, rest = divmod((line.price * line.quantity - line.discount) * count, line.quantity)
    return whole + (2 * rest > line.quantity or (2 * rest == line.quantity and whole % 2))


def line_problems(wanted: Mapping[str, int], subject: Subject, taken: Mapping[str, int] | None = None) -> list[str]:
    """Lines that are not of the order, and more pieces than there are, less those refunded and ``taken``."""
    found = []
    for number, count in wanted.items():
        line = subject.lines.get(number)
        if line is None:
            found.append(_("The order has no line %(line)s.") % {"line": number})
            continue
        left = max(0, line.quantity - line.refunded_quantity - (taken or {}).get(number, 0))
        if count > left:
            found.append(_("Of %(article)s, %(left)s are left, not %(count)s.") % {"article": line.title, "left": left, "count": count})
    return found


def variant_problems(wanted: tuple[Chosen, ...], subject: Subject) -> list[str]:
    """Variants that the store does not have, or has none of."""
    found = []
    for choice in wanted:
        variant = subject.variants.get(choice.variant)
        if variant is None:
            found.append(_("The store has no article %(variant)s.") % {"variant": choice.variant})
        elif not variant.is_available:
            found.append(_("%(article)s is not available.") % {"article": name_of(variant)})
        elif variant.currency != subject.currency:
            found.append(_("%(article)s is sold in %(currency)s.") % {"article": name_of(variant), "currency": variant.currency})
    return found


def name_of(variant: Variant) -> str:
    """Product and variant, such as "Oak board, large"."""
    detail = variant.title or ", ".join(str(value) for value in variant.options.values())
    return f"{variant.product.title}, {detail}" if detail and detail != variant.product.title else variant.product.title


def counted(wanted: Mapping[str, int], subject: Subject) -> str:
    """``2 × Oak board and 1 × Linseed oil``."""
    return listed(f"{count} × {subject.lines[line].title}" for line, count in wanted.items() if line in subject.lines)


@dataclass(frozen=True, slots=True)
class Method:
    """A means of payment, in words, with what the policy calls it: original, gift_card, credit or other."""

    external_id: str
    words: str
    target: str
    balance: Money | None = None
    is_known: bool = True


def method(external_id: str, subject: Subject) -> Method:
    """What is known of a payment method; "" stands for what the order was paid with."""
    paid_with = _paid_with(subject)
    known = {entry["external_id"]: entry for entry in (subject.buyer.document.get("payment_methods", []) if subject.buyer else [])}
    if not external_id:
        entries = [{**payment, **known.get(number, {})} for number, payment in paid_with.items()]
        words = listed(_named(entry) for entry in entries) if entries else _("the original payment")
        return Method("", words, "original")
    entry = known.get(external_id) or paid_with.get(external_id)
    if entry is None:
        return Method(external_id, external_id, "other", is_known=False)
    balance = entry.get("balance")
    is_card = balance is not None or entry.get("kind") == "gift_card"
    target = "original" if external_id in paid_with else "gift_card" if is_card else "other"
    return Method(external_id, _named(entry), target, Money(**balance) if balance else None)


def targets(chosen_method: Method, subject: Subject) -> list[str]:
    """All that the policy may call it: a gift card that the order was paid with is both."""
    is_card = chosen_method.balance is not None
    return sorted({chosen_method.target, *(["gift_card"] if is_card else [])})


def method_choices(subject: Subject) -> tuple[tuple[str, str], ...]:
    """The customer's payment methods, the original payment first."""
    kept = subject.buyer.document.get("payment_methods", []) if subject.buyer else []
    return (("", _("the original payment")), *((entry["external_id"], _named(entry)) for entry in kept))


def charge_problems(chosen_method: Method, charged: Money) -> list[str]:
    """Why this amount can't be taken from there."""
    if not chosen_method.is_known:
        return [_("The customer has no payment method %(method)s.") % {"method": chosen_method.external_id}]
    if chosen_method.balance is not None and charged.minor > 0 and _is_short(chosen_method.balance, charged):
        return [
            _("Insufficient gift card balance: %(balance)s, and %(charged)s are to be paid.")
            % {"balance": money(chosen_method.balance), "charged": money(charged)}
        ]
    return []


def _is_short(balance: Money, charged: Money) -> bool:
    return balance.currency != charged.currency or balance < charged


def _paid_with(subject: Subject) -> dict[str, dict[str, Any]]:
    """Payments of the order by method, without those that were given back whole (the order was paid anew)."""
    if subject.order is None:
        return {}
    net: dict[str, int] = {}
    found = {}
    for payment in subject.order.document.get("payments", []):
        number = payment.get("method_external_id", "")
        found[number] = {**payment, "external_id": number}
        net[number] = net.get(number, 0) + payment["amount"]["minor"]
    for refund in subject.order.document.get("refunds", []):
        number = refund.get("method_external_id", "")
        net[number] = net.get(number, 0) - refund["amount"]["minor"]
    return {number: payment for number, payment in found.items() if net[number] > 0} or found


def _named(entry: Mapping[str, Any]) -> str:
    """``the card ending in 4242``, or the store's own label."""
    last_four, label = entry.get("last_four"), entry.get("label") or str(entry.get("kind", "")).replace("_", " ")
    if last_four:
        return _("%(label)s ending in %(digits)s") % {"label": label or _("card"), "digits": last_four}
    return label or _("the original payment")
