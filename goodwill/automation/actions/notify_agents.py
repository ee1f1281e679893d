"""Tells agents about the conversation, at the desk."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.accounts.models import Agent
from goodwill.activity.models import Urgency
from goodwill.activity.notifying import notify
from goodwill.automation.contract import Action, Doing, Done, Plan, Stopped
from goodwill.automation.domain import guarding, writing
from goodwill.conversations import offering_rows
from goodwill.conversations.access import scope_of
from goodwill.core.conditions import Field, FieldKind, Parameters
from goodwill.core.wording import listed

LEADS, ASSIGNEE, TEAM = "leads", "assignee", "team"
CHOICES = (
    (ASSIGNEE, gettext_lazy("who has it")),
    (TEAM, gettext_lazy("its team")),
    (LEADS, gettext_lazy("leads and managers")),
)


class NotifyAgents(Action):
    name = "notify_agents"
    label = gettext_lazy("Tell agents")
    icon = "bell"
    fields = (
        Field("groups", FieldKind.CHOICES, gettext_lazy("these"), choices=CHOICES),
        Field("agents", FieldKind.CHOICES, gettext_lazy("and these agents"), choices=offering_rows.agents),
        Field("text", FieldKind.TEXT, gettext_lazy("what"), is_required=True),
        Field("is_urgent", FieldKind.SWITCH, gettext_lazy("urgent"), initial=False),
    )

    def sentence(self, parameters: Parameters) -> str:
        labels = dict(CHOICES)
        named = offering_rows.agents()
        chosen = [str(label) for value, label in named if value in (parameters.get("agents") or ())]
        who = listed([*(str(labels[group]) for group in parameters.get("groups") or ()), *chosen])
        return _("tell %(who)s: “%(text)s”") % {"who": who, "text": parameters["text"][:80]}

    def plan(self, parameters: Parameters, doing: Doing) -> Plan:
        people, text = self._people(parameters, doing), writing.filled(parameters["text"], doing.conversation, doing.agent)
        return Plan((_("Tells %(who)s: “%(text)s”") % {"who": listed(people), "text": text},))

    def act(self, parameters: Parameters, doing: Doing) -> Done:
        people, text = self._people(parameters, doing), writing.filled(parameters["text"], doing.conversation, doing.agent)
        notify(
            people,
            key=doing.key,
            kind="rule.told",
            title=text,
            text=doing.source,
            subject=doing.conversation,
            urgency=Urgency.DANGER if parameters.get("is_urgent") else Urgency.ATTENTION,
        )
        return Done(_("Told %(who)s.") % {"who": listed(people)})

    def problem(self, parameters: Parameters) -> str:
        if not parameters.get("groups") and not parameters.get("agents"):
            return _("Say who is to be told.")
        return writing.problem_of(parameters["text"])

    def _people(self, parameters: Parameters, doing: Doing) -> list[Agent]:
        """Those who are active and may see the conversation; raise Stopped where there is none."""
        conversation, groups = doing.conversation, parameters.get("groups") or ()
        found = {agent.pk: agent for agent in Agent.objects.active().filter(pk__in=parameters.get("agents") or ())}
        if ASSIGNEE in groups and conversation.assignee is not None and conversation.assignee.is_active:
            found[conversation.assignee.pk] = conversation.assignee
        if TEAM in groups and conversation.team_id:
            found |= {agent.pk: agent for agent in Agent.objects.active().filter(teams=conversation.team_id)}
        if LEADS in groups:
            found |= {agent.pk: agent for agent in guarding.leads()}
        people = [agent for agent in sorted(found.values(), key=str) if scope_of(agent).allows(conversation)]
        if not people:
            raise Stopped(_("There is nobody to tell."))
        return people
