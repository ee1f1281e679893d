"""What changing pieces of an order for other articles costs, and what stands against it; for edits and exchanges."""

from collections import Counter
from dataclasses import dataclass

from django.utils.translation import gettext as _

from goodwill.commerce.contract import LineQuantity, Swap, VariantQuantity
from goodwill.core.conditions import Parameters
from goodwill.core.money import Money
from goodwill.remedies import parameters as read
from goodwill.remedies.contract import Incomplete, Subject
from goodwill.remedies.wording import listed, money


@dataclass(frozen=True, slots=True)
class Change:
    """Pieces that become others, that come and that go; ``difference`` is the new price less the old one."""

    swaps: tuple[Swap, ...]
    add: tuple[VariantQuantity, ...]
    remove: tuple[LineQuantity, ...]
    difference: Money
    method: read.Method
    problems: tuple[str, ...]
    is_same_product: bool
    sentences: tuple[str, ...]

    @property
    def given_back(self) -> Money:
        return Money(max(0, -self.difference.minor), self.difference.currency)


def change(parameters: Parameters, subject: Subject) -> Change:
    """Work it out from the parameters ``swaps``, ``add``, ``remove`` and ``method``; raise Incomplete for nothing at all."""
    swaps, add, remove = read.chosen(parameters, "swaps"), read.chosen(parameters, "add"), read.quantities(parameters, "remove")
    if not (swaps or add or remove):
        raise Incomplete(_("Choose the articles."), "swaps")
    taken = Counter(remove)
    for entry in swaps:
        taken[entry.line] += entry.quantity
    problems = [*read.line_problems(taken, subject), *read.variant_problems((*swaps, *add), subject)]
    difference = Money(_new_price((*swaps, *add), subject) - _old_price(taken, subject), subject.currency)
    method = read.method(str(parameters.get("method") or ""), subject)
    problems += read.charge_problems(method, difference)
    if -difference.minor > subject.refundable.minor:
        problems.append(_("%(back)s would go back, more than was paid.") % {"back": money(-difference)})
    return Change(
        swaps=tuple(Swap(entry.line, entry.variant, entry.quantity, _price(entry, subject)) for entry in swaps),
        add=tuple(VariantQuantity(entry.variant, entry.quantity, _price(entry, subject)) for entry in add),
        remove=tuple(LineQuantity(line, count) for line, count in remove.items()),
        difference=difference,
        method=method,
        problems=tuple(problems),
        is_same_product=not add and not remove and all(_is_same_product(entry, subject) for entry in swaps),
        sentences=_sentences(swaps, add, remove, subject),
    )


def settlement(difference: Money, method: read.Method) -> str:
    """What the customer pays or gets for it, in words."""
    values = {"amount": money(Money(abs(difference.minor), difference.currency)), "method": method.words}
    if difference.minor > 0:
        return _("The customer pays %(amount)s more, from %(method)s.") % values
    if difference.minor < 0:
        return _("%(amount)s go back to %(method)s.") % values
    return _("The price stays the same.")


def _price(entry: read.Chosen, subject: Subject) -> Money:
    variant = subject.variants.get(entry.variant)
    return variant.price_money if variant else Money.zero(subject.currency)


def _new_price(entries: tuple[read.Chosen, ...], subject: Subject) -> int:
    return sum(_price(entry, subject).minor * entry.quantity for entry in entries)


def _old_price(taken: Counter[str], subject: Subject) -> int:
    return sum(read.share_of(subject.lines[line], count) for line, count in taken.items() if line in subject.lines)


def _is_same_product(entry: read.Chosen, subject: Subject) -> bool:
    """A variant of the product that the line is of."""
    variant, line = subject.variants.get(entry.variant), subject.lines.get(entry.line)
    return variant is not None and line is not None and variant.product.external_id == line.product_external_id


def _sentences(swaps: tuple[read.Chosen, ...], add: tuple[read.Chosen, ...], remove: dict[str, int], subject: Subject) -> tuple[str, ...]:
    def article(entry: read.Chosen) -> str:
        variant = subject.variants.get(entry.variant)
        return read.name_of(variant) if variant else entry.variant

    words = [
        _("%(count)s × %(old)s becomes %(new)s.")
        % {"count": entry.quantity, "old": subject.lines[entry.line].title if entry.line in subject.lines else "?", "new": article(entry)}
        for entry in swaps
    ]
    if add:
        words.append(_("Adds %(articles)s.") % {"articles": listed(f"{entry.quantity} × {article(entry)}" for entry in add)})
    if remove:
        words.append(_("Takes out %(articles)s.") % {"articles": read.counted(remove, subject)})
    return tuple(words)
