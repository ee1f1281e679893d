"""The order has one of these statuses in the store's own words."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.core.conditions import Condition, Field, FieldKind, Parameters, Situation
from goodwill.remedies.wording import listed


class PlatformStatus(Condition):
    name = "platform_status"
    label = gettext_lazy("Status in the store's words")
    fields = (Field("statuses", FieldKind.WORDS, gettext_lazy("one of"), is_required=True),)

    def holds(self, parameters: Parameters, situation: Situation) -> bool:
        return situation.get("platform_status", "") in parameters["statuses"]

    def sentence(self, parameters: Parameters) -> str:
        return _("the store says %(words)s") % {"words": listed(parameters["statuses"])}
