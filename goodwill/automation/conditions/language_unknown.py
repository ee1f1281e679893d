"""Nobody knows the customer's language."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.core.conditions import Condition, Parameters, Situation


class LanguageUnknown(Condition):
    name = "language_unknown"
    label = gettext_lazy("Language unknown")

    def holds(self, parameters: Parameters, situation: Situation) -> bool:
        return not situation["language"]

    def sentence(self, parameters: Parameters) -> str:
        return _("the language is not known")
