"""The order was made in a physical shop."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.core.conditions import Condition, Parameters, Situation


class BoughtInShop(Condition):
    name = "bought_in_shop"
    label = gettext_lazy("Bought in a shop")

    def holds(self, parameters: Parameters, situation: Situation) -> bool:
        return bool(situation.get("is_in_shop"))

    def sentence(self, parameters: Parameters) -> str:
        return _("it was bought in a shop")
