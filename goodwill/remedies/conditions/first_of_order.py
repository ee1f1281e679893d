"""No remedy of these kinds was given on this order before, nor is one under way."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.core.conditions import Condition, Field, FieldKind, Parameters, Situation
from goodwill.remedies.wording import listed


class FirstOfOrder(Condition):
    name = "first_of_order"
    label = gettext_lazy("First on this order")
    fields = (Field("kinds", FieldKind.WORDS, gettext_lazy("remedies (none: any)")),)

    def holds(self, parameters: Parameters, situation: Situation) -> bool:
        given = set(situation.get("given_on_order", ()))
        return not given & set(parameters["kinds"]) if parameters.get("kinds") else not given

    def sentence(self, parameters: Parameters) -> str:
        from goodwill.remedies.kinds import kind

        if not parameters.get("kinds"):
            return _("it is the first remedy on this order")
        return _("it is the first of these on this order: %(kinds)s") % {"kinds": listed(kind(name).label for name in parameters["kinds"])}
