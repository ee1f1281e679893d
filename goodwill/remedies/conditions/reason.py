"""The reason that was given is one of these."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.core.conditions import Condition, Field, FieldKind, Parameters, Situation
from goodwill.remedies import reasons
from goodwill.remedies.wording import listed


class Reason(Condition):
    name = "reason"
    label = gettext_lazy("Reason")
    fields = (Field("reasons", FieldKind.WORDS, gettext_lazy("one of"), is_required=True),)

    def holds(self, parameters: Parameters, situation: Situation) -> bool:
        return situation.get("reason") in parameters["reasons"]

    def sentence(self, parameters: Parameters) -> str:
        return _("the reason is %(words)s") % {"words": listed(reasons.label(reason) for reason in parameters["reasons"])}
