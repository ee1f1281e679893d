"""Something happened to an order that conversations are about, or to its parcel."""

from django.utils.translation import gettext_lazy

from goodwill.automation.chosen_events import ChosenEvents

CHOICES = (
    ("order.placed", gettext_lazy("the order is placed")),
    ("order.changed", gettext_lazy("the order changes")),
    ("order.cancelled", gettext_lazy("the order is cancelled")),
    ("shipment.changed", gettext_lazy("the parcel moves")),
)


class OrderEvent(ChosenEvents):
    name = "order_event"
    label = gettext_lazy("Something happens to its order")
    icon = "package"
    events = CHOICES
    kinds = tuple(kind for kind, _label in CHOICES)
    fields = (ChosenEvents.field(CHOICES),)
