"""The subject or what was newly written has one of these words, in any case of letters."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.core.conditions import Condition, Field, FieldKind, Parameters, Situation
from goodwill.core.wording import either


class Words(Condition):
    name = "words"
    label = gettext_lazy("Words")
    fields = (Field("words", FieldKind.WORDS, gettext_lazy("one of"), is_required=True),)

    def holds(self, parameters: Parameters, situation: Situation) -> bool:
        said = f"{situation['subject']}\n{situation['text']}".casefold()
        return any(word.casefold() in said for word in parameters["words"])

    def sentence(self, parameters: Parameters) -> str:
        return _("it says %(words)s") % {"words": either(parameters["words"])}
