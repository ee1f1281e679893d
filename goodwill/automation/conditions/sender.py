"""The sender's address is one of these, or of one of these domains."""

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.core.conditions import Condition, Field, FieldKind, Parameters, Situation
from goodwill.core.wording import either


class Sender(Condition):
    name = "sender"
    label = gettext_lazy("Sender")
    fields = (Field("addresses", FieldKind.WORDS, gettext_lazy("one of"), gettext_lazy("A whole domain begins with @."), is_required=True),)

    def test(self, parameters: Parameters) -> Callable[[Situation], bool]:
        wanted = {word.strip().lower() for word in parameters["addresses"]}

        def is_among(situation: Situation) -> bool:
            address = situation["sender_address"].lower()
            return bool(address) and (address in wanted or f"@{address.rpartition('@')[2]}" in wanted)

        return is_among

    def holds(self, parameters: Parameters, situation: Situation) -> bool:
        return self.test(parameters)(situation)

    def sentence(self, parameters: Parameters) -> str:
        return _("it was written by %(words)s") % {"words": either(parameters["addresses"])}
