"""A remedy was granted, denied, put up for approval, or carried out."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.activity.models import Activity
from goodwill.automation.contract import Trigger
from goodwill.core.conditions import Field, FieldKind, Parameters
from goodwill.core.wording import either

CHOICES = (
    ("remedy.granted", gettext_lazy("a remedy is granted")),
    ("remedy.denied", gettext_lazy("a remedy is denied")),
    ("remedy.asked", gettext_lazy("a remedy waits for approval")),
    ("remedy.done", gettext_lazy("a remedy is carried out")),
    ("remedy.failed", gettext_lazy("a remedy fails")),
)


class RemedyEvent(Trigger):
    name = "remedy_event"
    label = gettext_lazy("Something happens to a remedy")
    icon = "hand-heart"
    kinds = tuple(kind for kind, _label in CHOICES)
    fields = (Field("events", FieldKind.CHOICES, gettext_lazy("one of"), is_required=True, choices=CHOICES),)

    def kinds_of(self, parameters: Parameters) -> tuple[str, ...]:
        return tuple(kind for kind in self.kinds if kind in (parameters.get("events") or self.kinds))

    def fits(self, parameters: Parameters, activity: Activity) -> bool:
        # The same lies in the timelines of the conversation and the order; only the remedy's own is published.
        return activity.subject_kind == "remedy"

    def sentence(self, parameters: Parameters) -> str:
        labels = dict(CHOICES)
        return either(labels[kind] for kind in self.kinds_of(parameters)) or _("something happens to a remedy")
