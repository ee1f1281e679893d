"""A conversation was given to an agent or a team, or taken away."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.automation.contract import Trigger
from goodwill.core.conditions import Field, FieldKind, Parameters

KINDS = {
    "agent": ("conversation.assigned",),
    "nobody": ("conversation.unassigned",),
    "team": ("conversation.moved_to_team",),
}
CHOICES = (
    ("agent", gettext_lazy("it is given to an agent")),
    ("nobody", gettext_lazy("it is nobody's any more")),
    ("team", gettext_lazy("it goes to another team")),
)


class Assigned(Trigger):
    name = "assigned"
    label = gettext_lazy("It is assigned")
    icon = "user-check"
    kinds = tuple(kind for kinds in KINDS.values() for kind in kinds)
    fields = (Field("how", FieldKind.CHOICE, gettext_lazy("how"), is_required=True, choices=CHOICES, initial="agent"),)

    def kinds_of(self, parameters: Parameters) -> tuple[str, ...]:
        return KINDS.get(str(parameters.get("how")), self.kinds)

    def sentence(self, parameters: Parameters) -> str:
        return str(dict(CHOICES).get(str(parameters.get("how")), _("it is assigned")))
