"""Takes tags off the conversation."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.automation.contract import Action, Doing, Done, Plan
from goodwill.conversations.domain import describing
from goodwill.core.conditions import Field, FieldKind, Parameters
from goodwill.core.wording import listed


class Untag(Action):
    name = "untag"
    label = gettext_lazy("Remove tags")
    icon = "tag"
    fields = (Field("tags", FieldKind.WORDS, gettext_lazy("tags"), is_required=True),)

    def sentence(self, parameters: Parameters) -> str:
        return _("remove the tags %(words)s") % {"words": listed(parameters["tags"])}

    def plan(self, parameters: Parameters, doing: Doing) -> Plan:
        carried = self._carried(parameters, doing)
        if not carried:
            return Plan((_("It is not tagged so."),), changes=False)
        return Plan((_("Removes the tags %(words)s.") % {"words": listed(carried)},))

    def act(self, parameters: Parameters, doing: Doing) -> Done:
        carried = self._carried(parameters, doing)
        for word in carried:
            describing.untag(doing.conversation, word, by=doing.by)
        if not carried:
            return Done(_("It is not tagged so."), changed=False)
        return Done(_("Not tagged %(words)s any more.") % {"words": listed(carried)}, undo=carried)

    def undo(self, state: Any, doing: Doing) -> str:
        for word in state:
            describing.tag(doing.conversation, word, by=doing.by)
        return _("Tagged %(words)s again.") % {"words": listed(state)}

    def _carried(self, parameters: Parameters, doing: Doing) -> list[str]:
        wanted = dict.fromkeys(" ".join(word.split()).lower() for word in parameters["tags"])
        return [word for word in wanted if word in doing.conversation.tag_names]
