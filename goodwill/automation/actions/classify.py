"""Gives the conversation a topic."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.automation.contract import Action, Doing, Done, Plan, Stopped
from goodwill.conversations import offering_rows
from goodwill.conversations.domain import classifying
from goodwill.conversations.models import Topic
from goodwill.core.conditions import Field, FieldKind, Parameters


class Classify(Action):
    name = "classify"
    label = gettext_lazy("Set the topic")
    icon = "shapes"
    fields = (
        Field("topic", FieldKind.CHOICE, gettext_lazy("topic"), is_required=True, choices=offering_rows.topics),
        Field("only_without", FieldKind.SWITCH, gettext_lazy("only where it has none"), initial=True),
    )

    def sentence(self, parameters: Parameters) -> str:
        return _("set the topic %(names)s") % {"names": offering_rows.named([parameters["topic"]], offering_rows.topics())}

    def plan(self, parameters: Parameters, doing: Doing) -> Plan:
        topic = self._topic(parameters)
        if self._is_settled(parameters, topic, doing):
            return Plan((_("The topic stays %(topic)s.") % {"topic": doing.conversation.topic},), changes=False)
        return Plan((_("Sets the topic %(topic)s.") % {"topic": topic},))

    def act(self, parameters: Parameters, doing: Doing) -> Done:
        topic, before = self._topic(parameters), doing.conversation.topic_id
        if self._is_settled(parameters, topic, doing):
            return Done(_("The topic stays %(topic)s.") % {"topic": doing.conversation.topic}, changed=False)
        classifying.classify(doing.conversation, topic, by=doing.by)
        return Done(_("The topic is %(topic)s.") % {"topic": topic}, undo=[before, topic.pk])

    def undo(self, state: Any, doing: Doing) -> str:
        before, after = state
        if doing.conversation.topic_id != after:
            raise Stopped(_("The topic was changed again in the meantime."))
        former = Topic.objects.filter(pk=before).first() if before else None
        classifying.classify(doing.conversation, former, by=doing.by)
        return _("The topic is %(topic)s again.") % {"topic": former or _("none")}

    def _topic(self, parameters: Parameters) -> Topic:
        topic = Topic.objects.filter(pk=parameters["topic"]).first()
        if topic is None:
            raise Stopped(_("The topic is gone."))
        return topic

    def _is_settled(self, parameters: Parameters, topic: Topic, doing: Doing) -> bool:
        current = doing.conversation.topic_id
        return current == topic.pk or bool(parameters.get("only_without") and current)
