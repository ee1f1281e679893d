"""The message came from a machine."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.core.conditions import Condition, Parameters, Situation


class FromRobot(Condition):
    name = "from_robot"
    label = gettext_lazy("Written by a machine")

    def holds(self, parameters: Parameters, situation: Situation) -> bool:
        return bool(situation["is_automatic"])

    def sentence(self, parameters: Parameters) -> str:
        return _("a machine wrote the message")
