"""Writes to the customer by itself: a text or a saved reply, marked as automatic, never to a machine."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.automation.contract import Action, Doing, Done, Plan, Stopped
from goodwill.automation.domain import guarding, writing
from goodwill.conversations.models import SavedReply
from goodwill.core.conditions import Field, FieldKind, Parameters

NONE = ""


def saved_replies() -> list[tuple[str, str]]:
    return [(NONE, _("the text below")), *((str(pk), title) for pk, title in SavedReply.objects.values_list("pk", "title"))]


class Reply(Action):
    name = "reply"
    label = gettext_lazy("Write to the customer")
    icon = "reply"
    # A macro has a reply of its own, which an agent looks at before it goes.
    for_macros = False
    fields = (
        Field("saved_reply", FieldKind.CHOICE, gettext_lazy("with"), choices=saved_replies, initial=NONE),
        Field(
            "text",
            FieldKind.TEXT,
            gettext_lazy("text"),
            gettext_lazy("With variables such as {{ customer.first_name }}; where one has no value, nothing is sent."),
            only_if=("saved_reply", NONE),
        ),
    )

    def sentence(self, parameters: Parameters) -> str:
        if parameters.get("saved_reply"):
            title = SavedReply.objects.filter(pk=parameters["saved_reply"]).values_list("title", flat=True).first()
            return _("write to the customer with “%(title)s”") % {"title": title or _("a saved reply that is gone")}
        return _("write to the customer: “%(text)s”") % {"text": str(parameters.get("text") or "")[:80]}

    def plan(self, parameters: Parameters, doing: Doing) -> Plan:
        text, to = writing.filled(self._text(parameters), doing.conversation), writing.addressee(doing.conversation)
        if why := guarding.against_letter(doing.rule_id, to.address):
            raise Stopped(_("Not written: %(why)s") % {"why": why})
        return Plan((_("Writes to %(address)s: “%(text)s”") % {"address": to.address, "text": text},), preview={"text": text})

    def act(self, parameters: Parameters, doing: Doing) -> Done:
        text = writing.filled(self._text(parameters), doing.conversation)
        message = writing.send(doing.conversation, text, rule_id=doing.rule_id)
        return Done(_("Wrote to %(address)s.") % {"address": message.recipients[0]["address"]})

    def problem(self, parameters: Parameters) -> str:
        return "" if parameters.get("saved_reply") else writing.problem_of(str(parameters.get("text") or ""))

    def _text(self, parameters: Parameters) -> str:
        if not parameters.get("saved_reply"):
            return str(parameters.get("text") or "")
        saved = SavedReply.objects.filter(pk=parameters["saved_reply"]).first()
        if saved is None:
            raise Stopped(_("The saved reply is gone."))
        return saved.text
