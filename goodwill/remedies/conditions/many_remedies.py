"""The customer was given at least so many remedies in the past 365 days."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.core.conditions import Condition, Field, FieldKind, Parameters, Situation


class ManyRemedies(Condition):
    name = "many_remedies"
    label = gettext_lazy("Earlier remedies at least")
    fields = (Field("count", FieldKind.NUMBER, gettext_lazy("remedies at least"), is_required=True),)

    def holds(self, parameters: Parameters, situation: Situation) -> bool:
        known = situation.get("earlier_remedies")
        return known is not None and known >= int(parameters["count"])

    def sentence(self, parameters: Parameters) -> str:
        return _("the customer had at least %(number)s remedies within a year") % {"number": parameters["count"]}
