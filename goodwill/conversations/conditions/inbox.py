"""It stands in one of these inboxes."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.conversations import offering_rows
from goodwill.core.conditions import Condition, Field, FieldKind, Parameters, Situation


class Inbox(Condition):
    name = "inbox"
    label = gettext_lazy("Inbox")
    fields = (Field("inboxes", FieldKind.CHOICES, gettext_lazy("one of"), is_required=True, choices=offering_rows.inboxes),)

    def holds(self, parameters: Parameters, situation: Situation) -> bool:
        return str(situation["inbox_id"]) in parameters["inboxes"]

    def sentence(self, parameters: Parameters) -> str:
        return _("it is in %(names)s") % {"names": offering_rows.named(parameters["inboxes"], offering_rows.inboxes())}
