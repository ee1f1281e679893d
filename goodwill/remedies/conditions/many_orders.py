"""The customer has ordered at least so many times."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.core.conditions import Condition, Field, FieldKind, Parameters, Situation


class ManyOrders(Condition):
    name = "many_orders"
    label = gettext_lazy("Orders at least")
    fields = (Field("count", FieldKind.NUMBER, gettext_lazy("orders at least"), is_required=True),)

    def holds(self, parameters: Parameters, situation: Situation) -> bool:
        known = situation.get("order_count")
        return known is not None and known >= int(parameters["count"])

    def sentence(self, parameters: Parameters) -> str:
        return _("the customer has ordered at least %(number)s times") % {"number": parameters["count"]}
