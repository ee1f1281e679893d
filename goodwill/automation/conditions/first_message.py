"""Nobody said anything before."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.core.conditions import Condition, Parameters, Situation


class FirstMessage(Condition):
    name = "first_message"
    label = gettext_lazy("First message")

    def holds(self, parameters: Parameters, situation: Situation) -> bool:
        return bool(situation["is_first_message"])

    def sentence(self, parameters: Parameters) -> str:
        return _("it is the first message")
