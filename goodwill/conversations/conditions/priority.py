"""It has one of these priorities."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.conversations.enums import Priority
from goodwill.core.conditions import Condition, Field, FieldKind, Parameters, Situation
from goodwill.core.wording import either

CHOICES = tuple((str(value), label) for value, label in Priority.choices)


class HasPriority(Condition):
    name = "priority"
    label = gettext_lazy("Priority")
    fields = (Field("priorities", FieldKind.CHOICES, gettext_lazy("one of"), is_required=True, choices=CHOICES),)

    def holds(self, parameters: Parameters, situation: Situation) -> bool:
        return str(situation["priority"]) in parameters["priorities"]

    def sentence(self, parameters: Parameters) -> str:
        return _("the priority is %(words)s") % {"words": either(str(Priority(int(value)).label) for value in parameters["priorities"])}
