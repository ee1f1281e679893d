"""Sends an order, or part of it, once more for nothing; or something else in its place."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.commerce.contract import Ability, OrderRef, PlaceOrder, VariantQuantity
from goodwill.commerce.models.orders import OrderState
from goodwill.core.conditions import Field, FieldKind, Parameters
from goodwill.core.money import Money
from goodwill.remedies import parameters as read
from goodwill.remedies import placing
from goodwill.remedies.contract import Incomplete, Kind, Plan, Subject
from goodwill.remedies.wording import listed, money


class Reship(Kind):
    name = "reship"
    label = gettext_lazy("Send again or replace")
    icon = "package-plus"
    ability = Ability.PLACE_ORDER

    def fields(self, subject: Subject) -> tuple[Field, ...]:
        return (
            Field("lines", FieldKind.QUANTITIES, gettext_lazy("Send again")),
            Field("items", FieldKind.VARIANTS, gettext_lazy("Send in its place")),
            Field("address", FieldKind.ADDRESS, gettext_lazy("Address"), is_required=True, initial=placing.known_address(subject)),
        )

    def plan(self, parameters: Parameters, subject: Subject, reason: str) -> Plan:
        order = subject.order
        assert order is not None
        lines, others = read.quantities(parameters), read.chosen(parameters, "items")
        if not (lines or others):
            raise Incomplete(_("Choose the articles."), "lines")
        where = read.address(parameters) if parameters.get("address") else placing.address_of(placing.known_address(subject))
        nothing = Money.zero(order.currency)
        again = [(subject.lines[line], count) for line, count in lines.items() if line in subject.lines]
        action = PlaceOrder(
            customer_external_id=subject.buyer.external_id if subject.buyer else "",
            items=(
                *(VariantQuantity(line.variant_external_id, count, nothing) for line, count in again),
                *(VariantQuantity(entry.variant, entry.quantity, nothing) for entry in others),
            ),
            address=where,
            currency=order.currency,
            email=order.email,
            is_free=True,
            replaces=OrderRef(order.external_id, order.number),
            reason=reason,
        )
        problems = [*read.line_problems(lines, subject), *read.variant_problems(others, subject)]
        problems += [
            _("%(article)s is no longer in the catalogue.") % {"article": line.title} for line, _n in again if not line.variant_external_id
        ]
        if order.status in (OrderState.PENDING, OrderState.CANCELLED):
            problems.append(_("The order has not left yet, or was cancelled: there is nothing to make good."))
        value = Money(sum(read.share_of(line, count) for line, count in again) + placing.price_of(others, subject), order.currency)
        articles = [*(f"{count} × {line.title}" for line, count in again), *placing.named(others, subject)]
        values = {"articles": listed(articles), "address": read.in_one_line(where), "value": money(value)}
        sentences = (
            _("Sends %(articles)s to %(address)s.") % values,
            _("The customer pays nothing; the articles are worth %(value)s.") % values,
        )
        return Plan(value, action, sentences, tuple(problems), {"lines": list(lines)})
