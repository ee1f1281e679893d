"""The parcel has not been scanned for at least so many days."""

from django.utils.translation import gettext_lazy, ngettext

from goodwill.core.conditions import Condition, Field, FieldKind, Parameters, Situation


class DaysWithoutScan(Condition):
    name = "days_without_scan"
    label = gettext_lazy("Parcel without a scan")
    fields = (Field("count", FieldKind.NUMBER, gettext_lazy("days or more"), is_required=True, initial=2),)

    def holds(self, parameters: Parameters, situation: Situation) -> bool:
        return bool(situation["days_without_scan"] is not None and situation["days_without_scan"] >= parameters["count"])

    def sentence(self, parameters: Parameters) -> str:
        count = int(parameters["count"])
        return ngettext(
            "the parcel was not scanned for %(count)s day or more", "the parcel was not scanned for %(count)s days or more", count
        ) % {"count": count}
