"""The order is within the store's return window for the country, or a longer one that was granted."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.core.conditions import Condition, Parameters, Situation


class WithinReturnWindow(Condition):
    name = "within_return_window"
    label = gettext_lazy("Within the return window")

    def holds(self, parameters: Parameters, situation: Situation) -> bool:
        return bool(situation.get("is_within_return_window"))

    def sentence(self, parameters: Parameters) -> str:
        return _("the return window is open")
