"""The customer has placed at least so many orders."""

from django.utils.translation import gettext_lazy, ngettext

from goodwill.core.conditions import Condition, Field, FieldKind, Parameters, Situation


class OrderCount(Condition):
    name = "order_count"
    label = gettext_lazy("Number of orders")
    fields = (Field("count", FieldKind.NUMBER, gettext_lazy("at least"), is_required=True, initial=2),)

    def holds(self, parameters: Parameters, situation: Situation) -> bool:
        return bool(situation["order_count"] >= parameters["count"])

    def sentence(self, parameters: Parameters) -> str:
        count = int(parameters["count"])
        words = ngettext(
            "the customer has placed at least %(count)s order",
            "the customer has placed at least %(count)s orders",
            count,
        )
        return words % {"count": count}
