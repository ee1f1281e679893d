"""A conversation was given a topic."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.activity.models import Activity
from goodwill.automation.contract import Trigger
from goodwill.conversations import offering_rows
from goodwill.core.conditions import Field, FieldKind, Parameters


class Classified(Trigger):
    name = "classified"
    label = gettext_lazy("A topic is set")
    icon = "shapes"
    kinds = ("conversation.classified",)
    fields = (
        Field("topics", FieldKind.CHOICES, gettext_lazy("one of"), gettext_lazy("None chosen: any."), choices=offering_rows.topics),
        Field("complaints", FieldKind.SWITCH, gettext_lazy("only complaints"), initial=False),
    )

    def fits(self, parameters: Parameters, activity: Activity) -> bool:
        wanted = parameters.get("topics") or ()
        if parameters.get("complaints") and not activity.data.get("complaint"):
            return False
        return activity.data.get("to") is not None and (not wanted or str(activity.data["to"]) in wanted)

    def sentence(self, parameters: Parameters) -> str:
        if wanted := parameters.get("topics"):
            return _("its topic becomes %(names)s") % {"names": offering_rows.named(wanted, offering_rows.topics())}
        return _("its topic becomes a complaint") if parameters.get("complaints") else _("a topic is set")
