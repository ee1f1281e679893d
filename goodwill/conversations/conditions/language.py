"""The customer writes in one of these languages."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.core.conditions import Condition, Field, FieldKind, Parameters, Situation
from goodwill.core.wording import either


class Language(Condition):
    name = "language"
    label = gettext_lazy("Language")
    fields = (
        Field(
            "languages", FieldKind.WORDS, gettext_lazy("one of"), gettext_lazy("Codes of two letters, such as de, fr."), is_required=True
        ),
    )

    def holds(self, parameters: Parameters, situation: Situation) -> bool:
        return situation["language"] in {code.strip().lower() for code in parameters["languages"]}

    def sentence(self, parameters: Parameters) -> str:
        return _("the language is %(words)s") % {"words": either(parameters["languages"])}
