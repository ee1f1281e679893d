"""The last parcel was delivered at most so many days ago."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.core.conditions import Condition, Field, FieldKind, Parameters, Situation


class DeliveredWithin(Condition):
    name = "delivered_within"
    label = gettext_lazy("Days since delivery")
    fields = (Field("days", FieldKind.NUMBER, gettext_lazy("days at most"), is_required=True),)

    def holds(self, parameters: Parameters, situation: Situation) -> bool:
        known = situation.get("days_since_delivery")
        return known is not None and known <= int(parameters["days"])

    def sentence(self, parameters: Parameters) -> str:
        return _("it was delivered at most %(number)s days ago") % {"number": parameters["days"]}
