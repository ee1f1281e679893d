"""Sets the priority."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.automation.contract import Action, Doing, Done, Plan, Stopped
from goodwill.conversations.domain import describing
from goodwill.conversations.enums import Priority
from goodwill.core.conditions import Field, FieldKind, Parameters

CHOICES = tuple((str(value), label) for value, label in Priority.choices)


class SetPriority(Action):
    name = "set_priority"
    label = gettext_lazy("Set the priority")
    icon = "flag"
    fields = (Field("priority", FieldKind.CHOICE, gettext_lazy("to"), is_required=True, choices=CHOICES, initial="3"),)

    def sentence(self, parameters: Parameters) -> str:
        return _("set the priority to %(priority)s") % {"priority": Priority(int(parameters["priority"])).label}

    def plan(self, parameters: Parameters, doing: Doing) -> Plan:
        priority = Priority(int(parameters["priority"]))
        words = {"priority": priority.label}
        if doing.conversation.priority == priority:
            return Plan((_("The priority is %(priority)s already.") % words,), changes=False)
        return Plan((_("Sets the priority to %(priority)s.") % words,))

    def act(self, parameters: Parameters, doing: Doing) -> Done:
        priority, before = Priority(int(parameters["priority"])), doing.conversation.priority
        words = {"priority": priority.label}
        if before == priority:
            return Done(_("The priority is %(priority)s already.") % words, changed=False)
        describing.prioritise(doing.conversation, priority, by=doing.by)
        return Done(_("The priority is %(priority)s now.") % words, undo=[int(before), int(priority)])

    def undo(self, state: Any, doing: Doing) -> str:
        before, after = state
        if doing.conversation.priority != after:
            raise Stopped(_("The priority was changed again in the meantime."))
        describing.prioritise(doing.conversation, Priority(before), by=doing.by)
        return _("The priority is %(priority)s again.") % {"priority": Priority(before).label}
