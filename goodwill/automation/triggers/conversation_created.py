"""A new conversation began."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.activity.models import Activity
from goodwill.automation.contract import Trigger
from goodwill.core.conditions import Field, FieldKind, Parameters


class ConversationCreated(Trigger):
    name = "conversation_created"
    label = gettext_lazy("A conversation begins")
    icon = "message-circle-plus"
    kinds = ("conversation.created",)
    fields = (Field("by_customer", FieldKind.SWITCH, gettext_lazy("only those that a customer began"), initial=True),)

    def fits(self, parameters: Parameters, activity: Activity) -> bool:
        return activity.actor == "customer" or not parameters.get("by_customer")

    def sentence(self, parameters: Parameters) -> str:
        return _("a customer begins a conversation") if parameters.get("by_customer") else _("a conversation begins")
