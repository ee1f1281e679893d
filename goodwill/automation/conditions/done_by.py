"""An agent, the customer or the desk itself did what happened."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.core.conditions import Condition, Field, FieldKind, Parameters, Situation
from goodwill.core.wording import either

CHOICES = (
    ("agent", gettext_lazy("an agent")),
    ("customer", gettext_lazy("the customer")),
    ("system", gettext_lazy("the desk itself")),
)


class DoneBy(Condition):
    name = "done_by"
    label = gettext_lazy("Done by")
    fields = (Field("actors", FieldKind.CHOICES, gettext_lazy("one of"), is_required=True, choices=CHOICES),)

    def holds(self, parameters: Parameters, situation: Situation) -> bool:
        return situation["actor"] in parameters["actors"]

    def sentence(self, parameters: Parameters) -> str:
        labels = dict(CHOICES)
        return _("%(words)s did it") % {"words": either(labels.get(value, value) for value in parameters["actors"])}
