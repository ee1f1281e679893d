"""It is about one of these topics."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.conversations import offering_rows
from goodwill.core.conditions import Condition, Field, FieldKind, Parameters, Situation


class Topic(Condition):
    name = "topic"
    label = gettext_lazy("Topic")
    fields = (Field("topics", FieldKind.CHOICES, gettext_lazy("one of"), is_required=True, choices=offering_rows.topics),)

    def holds(self, parameters: Parameters, situation: Situation) -> bool:
        return str(situation["topic_id"]) in parameters["topics"]

    def sentence(self, parameters: Parameters) -> str:
        return _("it is about %(names)s") % {"names": offering_rows.named(parameters["topics"], offering_rows.topics())}
