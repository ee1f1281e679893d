"""Its topic is a complaint."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.core.conditions import Condition, Parameters, Situation


class Complaint(Condition):
    name = "complaint"
    label = gettext_lazy("Complaint")

    def holds(self, parameters: Parameters, situation: Situation) -> bool:
        return bool(situation["is_complaint"])

    def sentence(self, parameters: Parameters) -> str:
        return _("it is a complaint")
