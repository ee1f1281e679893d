"""There are at least so many messages."""

from django.utils.translation import gettext_lazy, ngettext

from goodwill.core.conditions import Condition, Field, FieldKind, Parameters, Situation


class MessageCount(Condition):
    name = "message_count"
    label = gettext_lazy("Number of messages")
    fields = (Field("count", FieldKind.NUMBER, gettext_lazy("at least"), is_required=True, initial=3),)

    def holds(self, parameters: Parameters, situation: Situation) -> bool:
        return bool(situation["message_count"] >= parameters["count"])

    def sentence(self, parameters: Parameters) -> str:
        count = int(parameters["count"])
        words = ngettext(
            "there is at least %(count)s message",
            "there are at least %(count)s messages",
            count,
        )
        return words % {"count": count}
