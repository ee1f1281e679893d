"""The warranty of the country's policy has not run out."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.core.conditions import Condition, Parameters, Situation


class WithinWarranty(Condition):
    name = "within_warranty"
    label = gettext_lazy("Within the warranty")

    def holds(self, parameters: Parameters, situation: Situation) -> bool:
        return bool(situation.get("is_within_warranty"))

    def sentence(self, parameters: Parameters) -> str:
        return _("the warranty has not run out")
