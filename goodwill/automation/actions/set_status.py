"""Resolves the conversation, opens it again, leaves it to the customer, or closes it."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.automation.contract import Action, Doing, Done, Plan, Stopped
from goodwill.conversations.domain import resolving
from goodwill.conversations.enums import Status
from goodwill.core.conditions import Field, FieldKind, Parameters

CHOICES = tuple((str(value), label) for value, label in Status.choices if value != Status.SNOOZED)


class SetStatus(Action):
    name = "set_status"
    label = gettext_lazy("Set the status")
    icon = "circle-check"
    fields = (Field("status", FieldKind.CHOICE, gettext_lazy("to"), is_required=True, choices=CHOICES, initial=Status.RESOLVED.value),)

    def sentence(self, parameters: Parameters) -> str:
        return _("set the status to %(status)s") % {"status": Status(parameters["status"]).label}

    def plan(self, parameters: Parameters, doing: Doing) -> Plan:
        status, current = Status(parameters["status"]), doing.conversation.status
        if current == status:
            return Plan((_("It is %(status)s already.") % {"status": status.label},), changes=False)
        if current == Status.CLOSED:
            return Plan((), problem=_("A closed conversation can't be opened again."), changes=False)
        return Plan((_("Sets the status to %(status)s.") % {"status": status.label},))

    def act(self, parameters: Parameters, doing: Doing) -> Done:
        status, before = Status(parameters["status"]), doing.conversation.status
        if before == status:
            return Done(_("It is %(status)s already.") % {"status": status.label}, changed=False)
        resolving.move(doing.conversation, status, by=doing.by)
        # Closed is past reopening, and a snooze had a time of its own: there is no way back.
        is_final = status == Status.CLOSED or before == Status.SNOOZED
        return Done(_("It is %(status)s now.") % {"status": status.label}, undo=None if is_final else [before, status.value])

    def undo(self, state: Any, doing: Doing) -> str:
        before, after = state
        if doing.conversation.status != after:
            raise Stopped(_("The status was changed again in the meantime."))
        resolving.move(doing.conversation, Status(before), by=doing.by)
        return _("It is %(status)s again.") % {"status": Status(before).label}
