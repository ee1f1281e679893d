"""Sends a customer something for nothing."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.commerce.contract import Ability, OrderRef, PlaceOrder
from goodwill.core.conditions import Field, FieldKind, Parameters
from goodwill.core.money import Money
from goodwill.remedies import placing
from goodwill.remedies.contract import Kind, Plan, Subject
from goodwill.remedies.wording import money


class Gift(Kind):
    name = "gift"
    label = gettext_lazy("Free gift")
    icon = "gift"
    ability = Ability.PLACE_ORDER
    needs_order = False

    def fields(self, subject: Subject) -> tuple[Field, ...]:
        return (
            Field("items", FieldKind.VARIANTS, gettext_lazy("Articles"), is_required=True),
            Field("address", FieldKind.ADDRESS, gettext_lazy("Address"), is_required=True, initial=placing.known_address(subject)),
        )

    def plan(self, parameters: Parameters, subject: Subject, reason: str) -> Plan:
        placed = placing.placed(parameters, subject)
        action = PlaceOrder(
            customer_external_id=subject.buyer.external_id if subject.buyer else "",
            items=tuple(placing.free(item, subject.currency) for item in placed.items),
            address=placed.address,
            currency=subject.currency,
            email=subject.buyer.email if subject.buyer else "",
            is_free=True,
            replaces=OrderRef(subject.order.external_id, subject.order.number) if subject.order else None,
            reason=reason,
        )
        free = _("The customer pays nothing; the price would be %(price)s.") % {"price": money(placed.price)}
        value = Money(placed.price.minor, subject.currency)
        return Plan(value, action, (placed.sentence, free), tuple(placed.problems))
