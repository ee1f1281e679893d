"""An agent answered."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.activity.models import Activity, Actor
from goodwill.automation.contract import Trigger
from goodwill.core.conditions import Parameters


class AgentReplied(Trigger):
    name = "agent_replied"
    label = gettext_lazy("An agent answers")
    icon = "reply"
    kinds = ("message.sent",)

    def fits(self, parameters: Parameters, activity: Activity) -> bool:
        return activity.actor == Actor.AGENT

    def sentence(self, parameters: Parameters) -> str:
        return _("an agent answers")
