"""The order should have come so many days ago, and has not."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.core.conditions import Condition, Field, FieldKind, Parameters, Situation


class Late(Condition):
    name = "late"
    label = gettext_lazy("Late")
    fields = (Field("days", FieldKind.NUMBER, gettext_lazy("days at least"), is_required=True),)

    def holds(self, parameters: Parameters, situation: Situation) -> bool:
        known = situation.get("days_late")
        return known is not None and known >= int(parameters["days"])

    def sentence(self, parameters: Parameters) -> str:
        return _("the order is %(number)s days late") % {"number": parameters["days"]}
