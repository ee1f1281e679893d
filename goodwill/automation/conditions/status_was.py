"""It had one of these statuses before what happened."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.conversations.enums import Status
from goodwill.core.conditions import Condition, Field, FieldKind, Parameters, Situation
from goodwill.core.wording import either

CHOICES = tuple((str(value), label) for value, label in Status.choices)


class StatusWas(Condition):
    name = "status_was"
    label = gettext_lazy("Status before")
    fields = (Field("statuses", FieldKind.CHOICES, gettext_lazy("one of"), is_required=True, choices=CHOICES),)

    def holds(self, parameters: Parameters, situation: Situation) -> bool:
        return situation["status_was"] in parameters["statuses"]

    def sentence(self, parameters: Parameters) -> str:
        labels = dict(CHOICES)
        return _("it was %(words)s before") % {"words": either(labels.get(value, value) for value in parameters["statuses"])}
