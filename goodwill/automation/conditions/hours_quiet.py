"""Nothing was said for at least so long, by the wall clock."""

from django.utils.translation import gettext_lazy, ngettext

from goodwill.core.conditions import Condition, Field, FieldKind, Parameters, Situation


class HoursQuiet(Condition):
    name = "hours_quiet"
    label = gettext_lazy("Quiet")
    fields = (Field("count", FieldKind.NUMBER, gettext_lazy("hours or more"), is_required=True, initial=72),)

    def holds(self, parameters: Parameters, situation: Situation) -> bool:
        return bool(situation["hours_quiet"] >= parameters["count"])

    def sentence(self, parameters: Parameters) -> str:
        count = int(parameters["count"])
        words = ngettext(
            "nothing was said for %(count)s hour or more",
            "nothing was said for %(count)s hours or more",
            count,
        )
        return words % {"count": count}
