"""The money goes to, or comes from, one of these."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.core.conditions import Condition, Field, FieldKind, Parameters, Situation
from goodwill.remedies.wording import listed

CHOICES = (
    ("original", gettext_lazy("the original payment")),
    ("gift_card", gettext_lazy("a gift card of the customer")),
    ("credit", gettext_lazy("store credit")),
    ("other", gettext_lazy("another payment method")),
)


class PaymentTarget(Condition):
    name = "payment_target"
    label = gettext_lazy("Where the money goes")
    fields = (Field("targets", FieldKind.CHOICES, gettext_lazy("one of"), is_required=True, choices=CHOICES),)

    def holds(self, parameters: Parameters, situation: Situation) -> bool:
        return not situation.get("targets") or set(situation["targets"]) & set(parameters["targets"]) != set()

    def sentence(self, parameters: Parameters) -> str:
        words = dict(CHOICES)
        return _("the money goes to %(words)s") % {"words": listed(words.get(value, value) for value in parameters["targets"])}
