"""Says that the conversation will be closed, and closes it some days later unless somebody writes."""

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from goodwill.automation.contract import Action, Doing, Done, Plan
from goodwill.automation.domain import following_up, writing
from goodwill.automation.enums import FollowUpKind
from goodwill.core.clock import now
from goodwill.core.conditions import Field, FieldKind, Parameters


class WarnAndClose(Action):
    name = "warn_and_close"
    label = gettext_lazy("Close after a warning")
    icon = "circle-x"
    for_macros = False
    fields = (
        Field("text", FieldKind.TEXT, gettext_lazy("warning to the customer"), is_required=True),
        Field("days", FieldKind.NUMBER, gettext_lazy("closed after days"), is_required=True, initial=3),
    )

    def sentence(self, parameters: Parameters) -> str:
        days = int(parameters["days"])
        return ngettext("warn the customer and close it after %(days)s day", "warn the customer and close it after %(days)s days", days) % {
            "days": days
        }

    def plan(self, parameters: Parameters, doing: Doing) -> Plan:
        text, to = writing.filled(parameters["text"], doing.conversation), writing.addressee(doing.conversation)
        days = int(parameters["days"])
        closing = ngettext(
            "Closes it after %(days)s day unless somebody writes.", "Closes it after %(days)s days unless somebody writes.", days
        )
        return Plan((_("Writes to %(address)s: “%(text)s”") % {"address": to.address, "text": text}, closing % {"days": days}))

    def act(self, parameters: Parameters, doing: Doing) -> Done:
        if following_up.is_planned(doing.conversation, FollowUpKind.CLOSE):
            return Done(_("It will be closed already."), changed=False)
        text = writing.filled(parameters["text"], doing.conversation)
        writing.send(doing.conversation, text, rule_id=doing.rule_id)
        due_at = now() + timedelta(days=int(parameters["days"]))
        following_up.plan(doing.conversation, FollowUpKind.CLOSE, due_at, "", by=doing.by, rule_id=doing.rule_id)
        return Done(_("Warned the customer that it will be closed."))

    def problem(self, parameters: Parameters) -> str:
        return writing.problem_of(parameters["text"])
