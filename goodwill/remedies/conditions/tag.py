"""The order or its customer carries one of these tags."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.core.conditions import Condition, Field, FieldKind, Parameters, Situation
from goodwill.remedies.wording import listed


class Tagged(Condition):
    name = "tag"
    label = gettext_lazy("Tag")
    fields = (Field("tags", FieldKind.WORDS, gettext_lazy("one of"), is_required=True),)

    def holds(self, parameters: Parameters, situation: Situation) -> bool:
        return not {tag.lower() for tag in situation.get("tags", ())}.isdisjoint(tag.lower() for tag in parameters["tags"])

    def sentence(self, parameters: Parameters) -> str:
        return _("the order or the customer is tagged %(words)s") % {"words": listed(parameters["tags"])}
