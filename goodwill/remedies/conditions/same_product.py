"""Each piece is changed for a variant of the same product."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.core.conditions import Condition, Parameters, Situation


class SameProduct(Condition):
    name = "same_product"
    label = gettext_lazy("Same product")

    def holds(self, parameters: Parameters, situation: Situation) -> bool:
        return bool(situation.get("is_same_product"))

    def sentence(self, parameters: Parameters) -> str:
        return _("each piece becomes a variant of the same product")
