"""The order that it is about was placed between two days, both included, in the time zone of the desk."""

from datetime import date

from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.core.conditions import Condition, Field, FieldKind, Parameters, Situation


class PlacedBetween(Condition):
    name = "placed_between"
    label = gettext_lazy("Day of the order")
    fields = (
        Field("first", FieldKind.DATE, gettext_lazy("from"), is_required=True),
        Field("last", FieldKind.DATE, gettext_lazy("until"), is_required=True),
    )

    def holds(self, parameters: Parameters, situation: Situation) -> bool:
        order = situation["order"]
        return order is not None and parameters["first"] <= localdate(order.placed_at).isoformat() <= parameters["last"]

    def sentence(self, parameters: Parameters) -> str:
        first, last = (date_format(date.fromisoformat(parameters[name]), "DATE_FORMAT") for name in ("first", "last"))
        return _("it was ordered between %(first)s and %(last)s") % {"first": first, "last": last}
