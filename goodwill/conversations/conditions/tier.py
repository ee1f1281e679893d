"""The customer is in one of these tiers, by the store's tags."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.core.conditions import Condition, Field, FieldKind, Parameters, Situation
from goodwill.core.wording import either


class Tier(Condition):
    name = "tier"
    label = gettext_lazy("Customer's tier")
    fields = (Field("tiers", FieldKind.WORDS, gettext_lazy("one of"), is_required=True),)

    def holds(self, parameters: Parameters, situation: Situation) -> bool:
        has = {tier.casefold() for tier in situation["tiers"]}
        return any(tier.casefold() in has for tier in parameters["tiers"])

    def sentence(self, parameters: Parameters) -> str:
        return _("the customer is %(words)s") % {"words": either(parameters["tiers"])}
