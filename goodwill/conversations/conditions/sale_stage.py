"""It is about something to be bought, or something bought."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.conversations.enums import SaleStage
from goodwill.core.conditions import Condition, Field, FieldKind, Parameters, Situation
from goodwill.core.wording import either

CHOICES = tuple((str(value), label) for value, label in SaleStage.choices)


class Stage(Condition):
    name = "sale_stage"
    label = gettext_lazy("Before or after the purchase")
    fields = (Field("stages", FieldKind.CHOICES, gettext_lazy("one of"), is_required=True, choices=CHOICES),)

    def holds(self, parameters: Parameters, situation: Situation) -> bool:
        return str(situation["sale_stage"]) in parameters["stages"]

    def sentence(self, parameters: Parameters) -> str:
        return _("it is %(words)s") % {"words": either(str(SaleStage(value).label) for value in parameters["stages"])}
