"""It came in by one of these channels."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.conversations import offering_rows
from goodwill.core.conditions import Condition, Field, FieldKind, Parameters, Situation


class Channel(Condition):
    name = "channel"
    label = gettext_lazy("Channel")
    fields = (Field("channels", FieldKind.CHOICES, gettext_lazy("one of"), is_required=True, choices=offering_rows.channels),)

    def holds(self, parameters: Parameters, situation: Situation) -> bool:
        return str(situation["channel"]) in parameters["channels"]

    def sentence(self, parameters: Parameters) -> str:
        return _("it came by %(names)s") % {"names": offering_rows.named(parameters["channels"], offering_rows.channels())}
