"""It carries one of these tags."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.core.conditions import Condition, Field, FieldKind, Parameters, Situation
from goodwill.core.wording import either


class Tag(Condition):
    name = "tag"
    label = gettext_lazy("Tag")
    fields = (Field("tags", FieldKind.WORDS, gettext_lazy("one of"), is_required=True),)

    def holds(self, parameters: Parameters, situation: Situation) -> bool:
        return not set(parameters["tags"]).isdisjoint(situation["tags"])

    def sentence(self, parameters: Parameters) -> str:
        return _("it is tagged %(words)s") % {"words": either(parameters["tags"])}
