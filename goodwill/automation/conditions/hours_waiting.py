"""The customer has been waiting for at least so long, by the wall clock."""

from django.utils.translation import gettext_lazy, ngettext

from goodwill.core.conditions import Condition, Field, FieldKind, Parameters, Situation


class HoursWaiting(Condition):
    name = "hours_waiting"
    label = gettext_lazy("Waiting for an answer")
    fields = (Field("count", FieldKind.NUMBER, gettext_lazy("hours or more"), is_required=True, initial=24),)

    def holds(self, parameters: Parameters, situation: Situation) -> bool:
        return bool(situation["hours_waiting"] is not None and situation["hours_waiting"] >= parameters["count"])

    def sentence(self, parameters: Parameters) -> str:
        count = int(parameters["count"])
        return ngettext(
            "the customer has been waiting for %(count)s hour or more", "the customer has been waiting for %(count)s hours or more", count
        ) % {"count": count}
