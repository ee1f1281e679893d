"""One of the lines it is about has one of these article numbers; an asterisk at the end stands for anything."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.core.conditions import Condition, Field, FieldKind, Parameters, Situation
from goodwill.remedies.wording import listed


class ContainsSku(Condition):
    name = "sku"
    label = gettext_lazy("Article number")
    fields = (Field("skus", FieldKind.WORDS, gettext_lazy("one of"), is_required=True),)

    def holds(self, parameters: Parameters, situation: Situation) -> bool:
        return any(_fits(pattern, sku) for pattern in parameters["skus"] for sku in situation.get("skus", ()))

    def sentence(self, parameters: Parameters) -> str:
        return _("an article is %(words)s") % {"words": listed(parameters["skus"])}


def _fits(pattern: str, sku: str) -> bool:
    return sku.startswith(pattern[:-1]) if pattern.endswith("*") else sku == pattern
