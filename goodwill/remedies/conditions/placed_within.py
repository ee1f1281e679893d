"""The order was placed at most so many days ago."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.core.conditions import Condition, Field, FieldKind, Parameters, Situation


class PlacedWithin(Condition):
    name = "placed_within"
    label = gettext_lazy("Days since the order")
    fields = (Field("days", FieldKind.NUMBER, gettext_lazy("days at most"), is_required=True),)

    def holds(self, parameters: Parameters, situation: Situation) -> bool:
        known = situation.get("days_since_placed")
        return known is not None and known <= int(parameters["days"])

    def sentence(self, parameters: Parameters) -> str:
        return _("it was ordered at most %(number)s days ago") % {"number": parameters["days"]}
