"""Files came along."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.core.conditions import Condition, Parameters, Situation


class HasAttachment(Condition):
    name = "has_attachment"
    label = gettext_lazy("Attachment")

    def holds(self, parameters: Parameters, situation: Situation) -> bool:
        return bool(situation["has_attachment"])

    def sentence(self, parameters: Parameters) -> str:
        return _("it has an attachment")
