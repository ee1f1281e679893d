"""Takes the conversation from its agent."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.accounts.models import Agent
from goodwill.automation.contract import Action, Doing, Done, Plan, Stopped
from goodwill.conversations.domain import assigning
from goodwill.core.conditions import Parameters


class Unassign(Action):
    name = "unassign"
    label = gettext_lazy("Take it from its agent")
    icon = "user-x"

    def sentence(self, parameters: Parameters) -> str:
        return _("take it from its agent")

    def plan(self, parameters: Parameters, doing: Doing) -> Plan:
        if not doing.conversation.assignee_id:
            return Plan((_("Nobody has it."),), changes=False)
        return Plan((_("Takes it from %(agent)s.") % {"agent": doing.conversation.assignee},))

    def act(self, parameters: Parameters, doing: Doing) -> Done:
        before = doing.conversation.assignee
        if before is None:
            return Done(_("Nobody has it."), changed=False)
        assigning.unassign(doing.conversation, by=doing.by)
        return Done(_("Taken from %(agent)s.") % {"agent": before}, undo=before.pk)

    def undo(self, state: Any, doing: Doing) -> str:
        former = Agent.objects.filter(pk=state).first()
        if doing.conversation.assignee_id or former is None:
            raise Stopped(_("It was assigned anew in the meantime."))
        assigning.assign(doing.conversation, former, by=doing.by)
        return _("It is %(agent)s's again.") % {"agent": former}
