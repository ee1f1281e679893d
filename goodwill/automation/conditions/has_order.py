"""It is known which order it is about."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.core.conditions import Condition, Parameters, Situation


class HasOrder(Condition):
    name = "has_order"
    label = gettext_lazy("Order known")

    def holds(self, parameters: Parameters, situation: Situation) -> bool:
        return situation["order"] is not None

    def sentence(self, parameters: Parameters) -> str:
        return _("it is about an order")
