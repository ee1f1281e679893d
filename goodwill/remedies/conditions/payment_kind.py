"""The order was paid by one of these means, in the store's words."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.core.conditions import Condition, Field, FieldKind, Parameters, Situation
from goodwill.remedies.wording import listed


class PaymentKind(Condition):
    name = "payment_kind"
    label = gettext_lazy("Paid by")
    fields = (Field("kinds", FieldKind.WORDS, gettext_lazy("one of"), is_required=True),)

    def holds(self, parameters: Parameters, situation: Situation) -> bool:
        return not set(situation.get("payment_kinds", ())).isdisjoint(parameters["kinds"])

    def sentence(self, parameters: Parameters) -> str:
        return _("it was paid by %(words)s") % {"words": listed(parameters["kinds"])}
