"""Something happened to an order that conversations are about, or to its parcel."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.automation.contract import Trigger
from goodwill.core.conditions import Field, FieldKind, Parameters
from goodwill.core.wording import either

CHOICES = (
    ("order.placed", gettext_lazy("the order is placed")),
    ("order.changed", gettext_lazy("the order changes")),
    ("order.cancelled", gettext_lazy("the order is cancelled")),
    ("shipment.changed", gettext_lazy("the parcel moves")),
)


class OrderEvent(Trigger):
    name = "order_event"
    label = gettext_lazy("Something happens to its order")
    icon = "package"
    kinds = tuple(kind for kind, _label in CHOICES)
    fields = (Field("events", FieldKind.CHOICES, gettext_lazy("one of"), is_required=True, choices=CHOICES),)

    def kinds_of(self, parameters: Parameters) -> tuple[str, ...]:
        return tuple(kind for kind in self.kinds if kind in (parameters.get("events") or self.kinds))

    def sentence(self, parameters: Parameters) -> str:
        labels = dict(CHOICES)
        return either(labels[kind] for kind in self.kinds_of(parameters)) or _("something happens to its order")
