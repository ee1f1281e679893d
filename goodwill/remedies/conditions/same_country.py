"""The new address is in the country of the old one."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.core.conditions import Condition, Parameters, Situation


class SameCountry(Condition):
    name = "same_country"
    label = gettext_lazy("Same country")

    def holds(self, parameters: Parameters, situation: Situation) -> bool:
        return bool(situation.get("is_same_country"))

    def sentence(self, parameters: Parameters) -> str:
        return _("the new address is in the same country")
