"""Puts tags on the conversation."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.automation.contract import Action, Doing, Done, Plan
from goodwill.conversations.domain import describing
from goodwill.core.conditions import Field, FieldKind, Parameters
from goodwill.core.wording import listed


class Tag(Action):
    name = "tag"
    label = gettext_lazy("Add tags")
    icon = "tag"
    fields = (Field("tags", FieldKind.WORDS, gettext_lazy("tags"), is_required=True),)

    def sentence(self, parameters: Parameters) -> str:
        return _("tag it %(words)s") % {"words": listed(parameters["tags"])}

    def plan(self, parameters: Parameters, doing: Doing) -> Plan:
        fresh = self._lacking(parameters, doing)
        if not fresh:
            return Plan((_("It is tagged so already."),), changes=False)
        return Plan((_("Tags it %(words)s.") % {"words": listed(fresh)},))

    def act(self, parameters: Parameters, doing: Doing) -> Done:
        fresh = self._lacking(parameters, doing)
        for word in fresh:
            describing.tag(doing.conversation, word, by=doing.by)
        if not fresh:
            return Done(_("It is tagged so already."), changed=False)
        return Done(_("Tagged %(words)s.") % {"words": listed(fresh)}, undo=fresh)

    def undo(self, state: Any, doing: Doing) -> str:
        for word in state:
            describing.untag(doing.conversation, word, by=doing.by)
        return _("Not tagged %(words)s any more.") % {"words": listed(state)}

    def problem(self, parameters: Parameters) -> str:
        too_long = [word for word in parameters["tags"] if len(word) > 60]
        return _("A tag is a word or two, at most 60 characters.") if too_long else ""

    def _lacking(self, parameters: Parameters, doing: Doing) -> list[str]:
        wanted = dict.fromkeys(" ".join(word.split()).lower() for word in parameters["tags"])
        return [word for word in wanted if word not in doing.conversation.tag_names]
