"""A person of ours has answered at least so often."""

from django.utils.translation import gettext_lazy, ngettext

from goodwill.core.conditions import Condition, Field, FieldKind, Parameters, Situation


class ReplyCount(Condition):
    name = "reply_count"
    label = gettext_lazy("Number of our answers")
    fields = (Field("count", FieldKind.NUMBER, gettext_lazy("at least"), is_required=True, initial=1),)

    def holds(self, parameters: Parameters, situation: Situation) -> bool:
        return bool(situation["reply_count"] >= parameters["count"])

    def sentence(self, parameters: Parameters) -> str:
        count = int(parameters["count"])
        words = ngettext(
            "we have answered at least %(count)s time",
            "we have answered at least %(count)s times",
            count,
        )
        return words % {"count": count}
