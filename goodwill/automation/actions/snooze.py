"""Puts the conversation away for some hours."""

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.automation import business_hours
from goodwill.automation.contract import Action, Doing, Done, Plan, Stopped
from goodwill.conversations.domain import snoozing
from goodwill.conversations.enums import Status
from goodwill.core.clock import now
from goodwill.core.conditions import Field, FieldKind, Parameters

LEAST = timedelta(minutes=1)


class Snooze(Action):
    name = "snooze"
    label = gettext_lazy("Snooze")
    icon = "alarm-clock"
    fields = (
        Field("hours", FieldKind.NUMBER, gettext_lazy("hours"), is_required=True, initial=24),
        business_hours.CALENDAR,
    )

    def sentence(self, parameters: Parameters) -> str:
        return _("snooze it for %(hours)s") % {"hours": business_hours.in_words(parameters)}

    def plan(self, parameters: Parameters, doing: Doing) -> Plan:
        if doing.conversation.status == Status.CLOSED:
            return Plan((), problem=_("A closed conversation can't be snoozed."), changes=False)
        return Plan((_("Snoozes it for %(hours)s.") % {"hours": business_hours.in_words(parameters)},))

    def act(self, parameters: Parameters, doing: Doing) -> Done:
        before = doing.conversation.status
        until = max(business_hours.over(parameters, now()), now() + LEAST)
        snoozing.snooze(doing.conversation, until, by=doing.by)
        words = _("Snoozed for %(hours)s.") % {"hours": business_hours.in_words(parameters)}
        return Done(words, undo=before if before == Status.OPEN else None)

    def undo(self, state: Any, doing: Doing) -> str:
        if doing.conversation.status != Status.SNOOZED:
            raise Stopped(_("The status was changed again in the meantime."))
        snoozing.wake(doing.conversation, by=doing.by)
        return _("It is not snoozed any more.")
