"""Adds loyalty points to the customer's account in the store."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.commerce.contract import Ability, AdjustPoints
from goodwill.core.conditions import Field, FieldKind, Parameters
from goodwill.core.money import Money
from goodwill.remedies import parameters as read
from goodwill.remedies.contract import Kind, Plan, Subject


class Points(Kind):
    name = "points"
    label = gettext_lazy("Loyalty points")
    icon = "star"
    ability = Ability.POINTS
    needs_order = False

    def fields(self, subject: Subject) -> tuple[Field, ...]:
        return (Field("points", FieldKind.NUMBER, gettext_lazy("Points"), is_required=True, initial=100),)

    def plan(self, parameters: Parameters, subject: Subject, reason: str) -> Plan:
        points, buyer = read.pieces(parameters.get("points"), "points"), subject.buyer
        problems = () if buyer else (_("The customer has no account in this store."),)
        sentence = _("Adds %(points)s points to the customer's account.") % {"points": points}
        action = AdjustPoints(buyer.external_id, points, reason) if buyer else None
        # Stores don't say what a point is worth: a hundredth of the currency's unit, as most programmes have it.
        return Plan(Money(points, subject.currency), action, (sentence,), problems)
