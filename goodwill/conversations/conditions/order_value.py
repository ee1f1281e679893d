"""The order that it is about is worth at least so much."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.core.amounts import written
from goodwill.core.conditions import Condition, Field, FieldKind, Parameters, Situation
from goodwill.core.money import Money


class OrderValue(Condition):
    name = "order_value"
    label = gettext_lazy("Order's value")
    fields = (Field("amount", FieldKind.AMOUNT, gettext_lazy("at least"), is_required=True),)

    def holds(self, parameters: Parameters, situation: Situation) -> bool:
        total, least = situation["order_total"], parameters["amount"]
        return total is not None and total["currency"] == least["currency"] and total["minor"] >= least["minor"]

    def sentence(self, parameters: Parameters) -> str:
        return _("the order is worth %(amount)s or more") % {"amount": written(Money(**parameters["amount"]))}
