"""The customer has bought for at least so much in this store."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.core.conditions import Condition, Field, FieldKind, Parameters, Situation
from goodwill.core.money import Money
from goodwill.remedies.wording import money


class LifetimeValue(Condition):
    name = "lifetime_value"
    label = gettext_lazy("Lifetime value")
    fields = (Field("amount", FieldKind.AMOUNT, gettext_lazy("at least"), is_required=True),)

    def holds(self, parameters: Parameters, situation: Situation) -> bool:
        bought, least = situation.get("lifetime_value"), parameters["amount"]
        return bought is not None and bought["currency"] == least["currency"] and bought["minor"] >= least["minor"]

    def sentence(self, parameters: Parameters) -> str:
        return _("the customer has bought for %(amount)s or more") % {"amount": money(Money(**parameters["amount"]))}
