"""The order is late by at least so many days."""

from django.utils.translation import gettext_lazy, ngettext

from goodwill.core.conditions import Condition, Field, FieldKind, Parameters, Situation


class DaysLate(Condition):
    name = "days_late"
    label = gettext_lazy("Order late")
    fields = (Field("count", FieldKind.NUMBER, gettext_lazy("days or more"), is_required=True, initial=1),)

    def holds(self, parameters: Parameters, situation: Situation) -> bool:
        return bool(situation["days_late"] is not None and situation["days_late"] >= parameters["count"])

    def sentence(self, parameters: Parameters) -> str:
        count = int(parameters["count"])
        words = ngettext(
            "the order is late by %(count)s day or more",
            "the order is late by %(count)s days or more",
            count,
        )
        return words % {"count": count}
