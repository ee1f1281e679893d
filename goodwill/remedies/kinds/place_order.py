"""Places an order for a customer, as on the phone; the customer pays for it."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.commerce.contract import Ability, PlaceOrder
from goodwill.core.conditions import Field, FieldKind, Parameters
from goodwill.core.money import Money
from goodwill.remedies import parameters as read
from goodwill.remedies import placing
from goodwill.remedies.contract import Kind, Plan, Subject
from goodwill.remedies.wording import money


class Place(Kind):
    name = "place_order"
    label = gettext_lazy("Place an order")
    icon = "shopping-cart"
    ability = Ability.PLACE_ORDER
    needs_order = False

    def fields(self, subject: Subject) -> tuple[Field, ...]:
        return (
            Field("items", FieldKind.VARIANTS, gettext_lazy("Articles"), is_required=True),
            Field("address", FieldKind.ADDRESS, gettext_lazy("Address"), is_required=True, initial=placing.known_address(subject)),
            Field("method", FieldKind.METHOD, gettext_lazy("Payment method"), choices=read.method_choices(subject), initial=""),
        )

    def plan(self, parameters: Parameters, subject: Subject, reason: str) -> Plan:
        placed = placing.placed(parameters, subject)
        method = read.method(str(parameters.get("method") or ""), subject)
        problems = [*placed.problems, *(read.charge_problems(method, placed.price) if method.external_id else [])]
        action = PlaceOrder(
            customer_external_id=subject.buyer.external_id if subject.buyer else "",
            items=placed.items,
            address=placed.address,
            currency=subject.currency,
            email=subject.buyer.email if subject.buyer else "",
            reason=reason,
            method_external_id=method.external_id,
        )
        paid = _("The customer pays %(price)s.") % {"price": money(placed.price)}
        return Plan(Money.zero(subject.currency), action, (placed.sentence, paid), tuple(problems), {"price": placed.price.minor})
