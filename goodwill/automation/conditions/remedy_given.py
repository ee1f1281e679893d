"""Something was given in this conversation already."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.core.conditions import Condition, Field, FieldKind, Parameters, Situation
from goodwill.core.wording import either
from goodwill.remedies import kinds


def choices() -> list[tuple[str, str]]:
    return [(name, str(kind.label)) for name, kind in kinds.all_kinds().items()]


class RemedyGiven(Condition):
    name = "remedy_given"
    label = gettext_lazy("Remedy given")
    fields = (Field("kinds", FieldKind.CHOICES, gettext_lazy("one of"), gettext_lazy("None chosen: any."), choices=choices),)

    def holds(self, parameters: Parameters, situation: Situation) -> bool:
        wanted, given = parameters.get("kinds") or (), situation["remedy_kinds"]
        return not set(wanted).isdisjoint(given) if wanted else bool(given)

    def sentence(self, parameters: Parameters) -> str:
        if not parameters.get("kinds"):
            return _("a remedy was given here")
        labels = dict(choices())
        return _("%(words)s was given here") % {"words": either(labels.get(name, name) for name in parameters["kinds"])}
