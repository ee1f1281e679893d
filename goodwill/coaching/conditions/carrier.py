"""A parcel of the order that it is about travels with one of these carriers."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.core.conditions import Condition, Field, FieldKind, Parameters, Situation
from goodwill.core.wording import either


class Carrier(Condition):
    name = "carrier"
    label = gettext_lazy("Carrier of the parcel")
    fields = (Field("carriers", FieldKind.WORDS, gettext_lazy("one of"), is_required=True),)

    def holds(self, parameters: Parameters, situation: Situation) -> bool:
        order = situation["order"]
        if order is None:
            return False
        wanted = {name.casefold() for name in parameters["carriers"]}
        return any(parcel.carrier.casefold() in wanted for parcel in order.shipments.all())

    def sentence(self, parameters: Parameters) -> str:
        return _("the parcel travels with %(names)s") % {"names": either(parameters["carriers"])}
