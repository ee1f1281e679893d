"""A promise is near its end, or was broken or kept."""

from django.utils.translation import gettext_lazy

from goodwill.automation.chosen_events import ChosenEvents

CHOICES = (
    ("target.warned", gettext_lazy("a promise is near its end")),
    ("target.breached", gettext_lazy("a promise is broken")),
    ("target.met", gettext_lazy("a promise is kept")),
)


class TargetEvent(ChosenEvents):
    name = "target_event"
    label = gettext_lazy("Something happens to a promise")
    icon = "alarm-clock"
    events = CHOICES
    kinds = tuple(kind for kind, _label in CHOICES)
    fields = (ChosenEvents.field(CHOICES),)
