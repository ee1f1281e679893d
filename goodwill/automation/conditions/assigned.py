"""An agent has it."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.core.conditions import Condition, Parameters, Situation


class IsAssigned(Condition):
    name = "assigned"
    label = gettext_lazy("Assigned")

    def holds(self, parameters: Parameters, situation: Situation) -> bool:
        return bool(situation["assignee_id"])

    def sentence(self, parameters: Parameters) -> str:
        return _("an agent has it")
