"""Gives the conversation to an agent."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.accounts.models import Agent
from goodwill.accounts.rules import may_answer
from goodwill.automation.contract import Action, Doing, Done, Plan, Stopped
from goodwill.conversations import offering_rows
from goodwill.conversations.domain import assigning
from goodwill.core.conditions import Field, FieldKind, Parameters


class AssignAgent(Action):
    name = "assign_agent"
    label = gettext_lazy("Assign to an agent")
    icon = "user-check"
    fields = (
        Field("agent", FieldKind.CHOICE, gettext_lazy("agent"), is_required=True, choices=offering_rows.agents),
        Field("only_unassigned", FieldKind.SWITCH, gettext_lazy("only where nobody has it"), initial=False),
    )

    def sentence(self, parameters: Parameters) -> str:
        return _("assign it to %(names)s") % {"names": offering_rows.named([parameters["agent"]], offering_rows.agents())}

    def plan(self, parameters: Parameters, doing: Doing) -> Plan:
        agent, taken = self._agent(parameters), self._is_taken(parameters, doing)
        if taken or doing.conversation.assignee_id == agent.pk:
            return Plan((self._kept(doing),), changes=False)
        return Plan((_("Assigns it to %(agent)s.") % {"agent": agent},))

    def act(self, parameters: Parameters, doing: Doing) -> Done:
        agent, before = self._agent(parameters), doing.conversation.assignee_id
        if self._is_taken(parameters, doing) or before == agent.pk:
            return Done(self._kept(doing), changed=False)
        assigning.assign(doing.conversation, agent, by=doing.by)
        return Done(_("Assigned to %(agent)s.") % {"agent": agent}, undo=[before, agent.pk])

    def undo(self, state: Any, doing: Doing) -> str:
        before, after = state
        if doing.conversation.assignee_id != after:
            raise Stopped(_("It was assigned anew in the meantime."))
        former = Agent.objects.filter(pk=before).first() if before else None
        if former is None:
            assigning.unassign(doing.conversation, by=doing.by)
            return _("It is nobody's again.")
        assigning.assign(doing.conversation, former, by=doing.by)
        return _("It is %(agent)s's again.") % {"agent": former}

    def _agent(self, parameters: Parameters) -> Agent:
        agent = Agent.objects.filter(pk=parameters["agent"]).first()
        if agent is None or not may_answer(agent):
            raise Stopped(_("The agent does not answer customers any more."))
        return agent

    def _is_taken(self, parameters: Parameters, doing: Doing) -> bool:
        return bool(parameters.get("only_unassigned") and doing.conversation.assignee_id)

    def _kept(self, doing: Doing) -> str:
        return _("It stays with %(agent)s.") % {"agent": doing.conversation.assignee}
