"""The customer has bought for at least so much."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.core.amounts import written
from goodwill.core.conditions import Condition, Field, FieldKind, Parameters, Situation
from goodwill.core.money import Money


class LifetimeValue(Condition):
    name = "lifetime_value"
    label = gettext_lazy("Bought in all")
    fields = (Field("amount", FieldKind.AMOUNT, gettext_lazy("at least"), is_required=True),)

    def holds(self, parameters: Parameters, situation: Situation) -> bool:
        least = parameters["amount"]
        return any(value["currency"] == least["currency"] and value["minor"] >= least["minor"] for value in situation["lifetime_values"])

    def sentence(self, parameters: Parameters) -> str:
        return _("the customer has bought for %(amount)s or more") % {"amount": written(Money(**parameters["amount"]))}
