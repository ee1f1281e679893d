"""The subject or what was newly written has one of these words, in any case of letters."""

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.core.conditions import Condition, Field, FieldKind, Parameters, Situation
from goodwill.core.wording import either


class Words(Condition):
    name = "words"
    label = gettext_lazy("Words")
    fields = (Field("words", FieldKind.WORDS, gettext_lazy("one of"), is_required=True),)

    def holds(self, parameters: Parameters, situation: Situation) -> bool:
        return self.test(parameters)(situation)

    def test(self, parameters: Parameters) -> Callable[[Situation], bool]:
        words = [word.casefold() for word in parameters["words"]]
        return lambda situation: any(word in situation["said"] for word in words)

    def sentence(self, parameters: Parameters) -> str:
        return _("it says %(words)s") % {"words": either(parameters["words"])}
