"""Begins the procedure for complaints: cause, owner, deadline, acknowledgement."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.automation.contract import Action, Doing, Done, Plan
from goodwill.automation.domain import complaining
from goodwill.automation.models import Complaint
from goodwill.conversations.models import Topic
from goodwill.core.conditions import Field, FieldKind, Parameters


def causes() -> list[tuple[str, str]]:
    """The catalogue, and none: the conversation's own topic, else the procedure's."""
    found = Topic.objects.filter(is_complaint=True, is_active=True).values_list("pk", "name")
    return [("", _("as its topic says")), *((str(pk), name) for pk, name in found)]


class OpenComplaint(Action):
    name = "open_complaint"
    label = gettext_lazy("Treat it as a complaint")
    icon = "megaphone"
    fields = (Field("cause", FieldKind.CHOICE, gettext_lazy("cause"), choices=causes, initial=""),)

    def sentence(self, parameters: Parameters) -> str:
        return _("treat it as a complaint")

    def plan(self, parameters: Parameters, doing: Doing) -> Plan:
        if Complaint.objects.filter(conversation=doing.conversation).exists():
            return Plan((_("It is treated as a complaint already."),), changes=False)
        return Plan((_("Opens a complaint, with an acknowledgement, an owner and a deadline."),))

    def act(self, parameters: Parameters, doing: Doing) -> Done:
        if Complaint.objects.filter(conversation=doing.conversation, withdrawn_at=None).exists():
            return Done(_("It is treated as a complaint already."), changed=False)
        cause = Topic.objects.filter(pk=parameters["cause"], is_complaint=True).first() if parameters.get("cause") else None
        complaint = complaining.open_complaint(
            doing.conversation, cause=cause, message=doing.facts.message, because=doing.source, by=doing.by
        )
        if complaint.withdrawn_at:
            return Done(_("An agent said that it is no complaint."), changed=False)
        return Done(_("Opened a complaint; %(owner)s is responsible.") % {"owner": complaint.owner or _("nobody")})
