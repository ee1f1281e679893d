"""It has one of these statuses."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.conversations.enums import Status
from goodwill.core.conditions import Condition, Field, FieldKind, Parameters, Situation
from goodwill.core.wording import either

CHOICES = tuple((str(value), label) for value, label in Status.choices)


class HasStatus(Condition):
    name = "status"
    label = gettext_lazy("Status")
    fields = (Field("statuses", FieldKind.CHOICES, gettext_lazy("one of"), is_required=True, choices=CHOICES),)

    def holds(self, parameters: Parameters, situation: Situation) -> bool:
        return str(situation["status"]) in parameters["statuses"]

    def sentence(self, parameters: Parameters) -> str:
        return _("it is %(words)s") % {"words": either(str(Status(value).label) for value in parameters["statuses"])}
