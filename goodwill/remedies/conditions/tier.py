"""The customer is in one of these tiers, by the store's tags or the desk's."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.core.conditions import Condition, Field, FieldKind, Parameters, Situation
from goodwill.remedies.wording import listed


class Tier(Condition):
    name = "tier"
    label = gettext_lazy("Customer's tier")
    fields = (Field("tiers", FieldKind.WORDS, gettext_lazy("one of"), is_required=True),)

    def holds(self, parameters: Parameters, situation: Situation) -> bool:
        return str(situation.get("tier", "")).lower() in {tier.lower() for tier in parameters["tiers"]}

    def sentence(self, parameters: Parameters) -> str:
        return _("the customer is %(words)s") % {"words": listed(parameters["tiers"])}
