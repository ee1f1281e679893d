"""Nothing says that the order was delivered."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.core.conditions import Condition, Parameters, Situation


class NotDelivered(Condition):
    name = "not_delivered"
    label = gettext_lazy("Not delivered")

    def holds(self, parameters: Parameters, situation: Situation) -> bool:
        return not situation.get("is_delivered")

    def sentence(self, parameters: Parameters) -> str:
        return _("the order was not delivered")
