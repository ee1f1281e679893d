"""The payment method is another than the one before."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.core.conditions import Condition, Parameters, Situation


class OtherMethod(Condition):
    name = "other_method"
    label = gettext_lazy("Another payment method")

    def holds(self, parameters: Parameters, situation: Situation) -> bool:
        return "original" not in situation.get("targets", ())

    def sentence(self, parameters: Parameters) -> str:
        return _("the payment method is another than the one before")
