"""The order that it is about is in one of these states."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.commerce.models.orders import OrderState
from goodwill.core.conditions import Condition, Field, FieldKind, Parameters, Situation
from goodwill.core.wording import either

CHOICES = tuple((str(value), label) for value, label in OrderState.choices)


class OrderStatus(Condition):
    name = "order_status"
    label = gettext_lazy("Status of the order")
    fields = (Field("statuses", FieldKind.CHOICES, gettext_lazy("one of"), is_required=True, choices=CHOICES),)

    def holds(self, parameters: Parameters, situation: Situation) -> bool:
        return situation["order_status"] in parameters["statuses"]

    def sentence(self, parameters: Parameters) -> str:
        labels = dict(CHOICES)
        return _("the order is %(words)s") % {"words": either(labels.get(value, value) for value in parameters["statuses"])}
