"""A promise is near its end, or was broken or kept."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.automation.contract import Trigger
from goodwill.core.conditions import Field, FieldKind, Parameters
from goodwill.core.wording import either

CHOICES = (
    ("target.warned", gettext_lazy("a promise is near its end")),
    ("target.breached", gettext_lazy("a promise is broken")),
    ("target.met", gettext_lazy("a promise is kept")),
)


class TargetEvent(Trigger):
    name = "target_event"
    label = gettext_lazy("Something happens to a promise")
    icon = "alarm-clock"
    kinds = tuple(kind for kind, _label in CHOICES)
    fields = (Field("events", FieldKind.CHOICES, gettext_lazy("one of"), is_required=True, choices=CHOICES),)

    def kinds_of(self, parameters: Parameters) -> tuple[str, ...]:
        return tuple(kind for kind in self.kinds if kind in (parameters.get("events") or self.kinds))

    def sentence(self, parameters: Parameters) -> str:
        labels = dict(CHOICES)
        return either(labels[kind] for kind in self.kinds_of(parameters)) or _("something happens to a promise")
