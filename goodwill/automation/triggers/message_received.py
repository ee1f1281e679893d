"""A customer wrote."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.automation.contract import Trigger
from goodwill.core.conditions import Parameters


class MessageReceived(Trigger):
    name = "message_received"
    label = gettext_lazy("A message comes in")
    icon = "mail"
    kinds = ("message.received",)

    def sentence(self, parameters: Parameters) -> str:
        return _("a message comes in")
