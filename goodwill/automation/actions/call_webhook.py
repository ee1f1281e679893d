"""Calls another program's address with what happened."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.activity import webhooks
from goodwill.automation.contract import Action, Doing, Done, Plan
from goodwill.core.conditions import Field, FieldKind, Parameters


class CallWebhook(Action):
    name = "call_webhook"
    label = gettext_lazy("Call a webhook")
    icon = "webhook"
    fields = (
        Field("url", FieldKind.TEXT, gettext_lazy("address"), gettext_lazy("Begins with https://."), is_required=True),
        Field("event", FieldKind.TEXT, gettext_lazy("name of the event"), initial="rule.ran"),
    )

    def sentence(self, parameters: Parameters) -> str:
        return _("call %(host)s") % {"host": self._host(parameters)}

    def plan(self, parameters: Parameters, doing: Doing) -> Plan:
        return Plan((_("Calls %(host)s.") % {"host": self._host(parameters)},))

    def act(self, parameters: Parameters, doing: Doing) -> Done:
        conversation = doing.conversation
        data = {
            "conversation": conversation.pk,
            "subject": conversation.subject,
            "status": conversation.status,
            "priority": int(conversation.priority),
            "topic": str(conversation.topic or ""),
            "tags": list(conversation.tag_names),
            "customer": conversation.customer_id,
            "source": doing.source,
            "activity": doing.activity.kind if doing.activity else "",
        }
        webhooks.call(parameters["url"], str(parameters.get("event") or "rule.ran"), data, key=doing.key)
        return Done(_("Called %(host)s.") % {"host": self._host(parameters)})

    def problem(self, parameters: Parameters) -> str:
        is_address = parameters["url"].startswith(("https://", "http://")) and self._host(parameters)
        return "" if is_address else _("Give an address that begins with https://.")

    def _host(self, parameters: Parameters) -> str:
        """The host alone: the rest of the address may be a secret."""
        return str(parameters["url"]).partition("://")[2].partition("/")[0].rpartition("@")[2]
