"""The parcel is on its way and the carrier has not scanned it for so many days."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.core.conditions import Condition, Field, FieldKind, Parameters, Situation


class NoScan(Condition):
    name = "no_scan"
    label = gettext_lazy("Parcel without scan")
    fields = (Field("days", FieldKind.NUMBER, gettext_lazy("days at least"), is_required=True),)

    def holds(self, parameters: Parameters, situation: Situation) -> bool:
        known = situation.get("days_without_scan")
        return known is not None and known >= int(parameters["days"])

    def sentence(self, parameters: Parameters) -> str:
        return _("the parcel was not scanned for %(number)s days") % {"number": parameters["days"]}
