"""A tag was put on a conversation."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.activity.models import Activity
from goodwill.automation.contract import Trigger
from goodwill.core.conditions import Field, FieldKind, Parameters
from goodwill.core.wording import either


class Tagged(Trigger):
    name = "tagged"
    label = gettext_lazy("A tag is added")
    icon = "tag"
    kinds = ("conversation.tagged",)
    fields = (Field("tags", FieldKind.WORDS, gettext_lazy("one of"), gettext_lazy("Empty: any tag.")),)

    def fits(self, parameters: Parameters, activity: Activity) -> bool:
        wanted = parameters.get("tags") or ()
        return not wanted or activity.data.get("tag") in {word.strip().lower() for word in wanted}

    def sentence(self, parameters: Parameters) -> str:
        wanted = parameters.get("tags")
        return _("it is tagged %(words)s") % {"words": either(wanted)} if wanted else _("a tag is added")
