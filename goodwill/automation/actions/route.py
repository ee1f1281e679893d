"""Lets routing find the agent: by shift, skills, languages and room."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.automation.contract import Action, Doing, Done, Plan
from goodwill.automation.tasks import route as route_task
from goodwill.core.conditions import Parameters
from goodwill.workforce.domain import settings


class Route(Action):
    name = "route"
    label = gettext_lazy("Find an agent by routing")
    icon = "route"

    def sentence(self, parameters: Parameters) -> str:
        return _("let routing find an agent")

    def plan(self, parameters: Parameters, doing: Doing) -> Plan:
        if problem := self._problem(doing):
            return Plan((problem,), changes=False)
        return Plan((_("Routing finds an agent for it."),))

    def act(self, parameters: Parameters, doing: Doing) -> Done:
        if problem := self._problem(doing):
            return Done(problem, changed=False)
        # In a job: routing holds agents before conversations, and a conversation is held here.
        route_task.enqueue(doing.conversation.pk)
        return Done(_("Given to routing."))

    def _problem(self, doing: Doing) -> str:
        if doing.conversation.assignee_id:
            return _("It stays with %(agent)s.") % {"agent": doing.conversation.assignee}
        return "" if settings.current().is_on else _("Routing is switched off.")
