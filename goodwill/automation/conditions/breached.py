"""The promise that ends soonest has passed."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.core.conditions import Condition, Parameters, Situation


class Breached(Condition):
    name = "breached"
    label = gettext_lazy("Promise broken")

    def holds(self, parameters: Parameters, situation: Situation) -> bool:
        return bool(situation["is_breached"])

    def sentence(self, parameters: Parameters) -> str:
        return _("a promise is overdue")
