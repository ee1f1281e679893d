"""It belongs to one of these teams."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.conversations import offering_rows
from goodwill.core.conditions import Condition, Field, FieldKind, Parameters, Situation


class Team(Condition):
    name = "team"
    label = gettext_lazy("Team")
    fields = (Field("teams", FieldKind.CHOICES, gettext_lazy("one of"), is_required=True, choices=offering_rows.teams),)

    def holds(self, parameters: Parameters, situation: Situation) -> bool:
        return str(situation["team_id"]) in parameters["teams"]

    def sentence(self, parameters: Parameters) -> str:
        return _("it belongs to %(names)s") % {"names": offering_rows.named(parameters["teams"], offering_rows.teams())}
