"""The customer may still withdraw from the purchase by law, by the country's policy."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.core.conditions import Condition, Parameters, Situation


class WithinWithdrawal(Condition):
    name = "within_withdrawal"
    label = gettext_lazy("Within the legal right of withdrawal")

    def holds(self, parameters: Parameters, situation: Situation) -> bool:
        return bool(situation.get("is_within_withdrawal"))

    def sentence(self, parameters: Parameters) -> str:
        return _("the legal right of withdrawal has not run out")
