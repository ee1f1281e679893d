"""Anything that is recorded about a conversation, by the name of its kind."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.automation.contract import ANY, Trigger
from goodwill.core.conditions import Field, FieldKind, Parameters
from goodwill.core.wording import either


class AnyActivity(Trigger):
    name = "any_activity"
    label = gettext_lazy("Any activity")
    icon = "activity"
    kinds = (ANY,)
    fields = (
        Field(
            "kinds",
            FieldKind.WORDS,
            gettext_lazy("one of these kinds"),
            gettext_lazy("As the record has them, such as conversation.renamed. Empty: everything."),
        ),
    )

    def kinds_of(self, parameters: Parameters) -> tuple[str, ...]:
        return tuple(word.strip().lower() for word in parameters.get("kinds") or ()) or self.kinds

    def sentence(self, parameters: Parameters) -> str:
        kinds = parameters.get("kinds")
        return _("%(kinds)s is recorded") % {"kinds": either(kinds)} if kinds else _("anything happens")
