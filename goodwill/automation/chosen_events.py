"""What triggers have in common that listen to some of several events, as whoever writes the rule chooses."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy

from goodwill.automation.contract import Trigger
from goodwill.core.conditions import Field, FieldKind, Parameters
from goodwill.core.wording import either

Events = tuple[tuple[str, Any], ...]


class ChosenEvents(Trigger):
    """``events`` are the kinds of activities with their words; where none is chosen, all of them."""

    events: ClassVar[Events]

    @staticmethod
    def field(events: Events) -> Field:
        return Field("events", FieldKind.CHOICES, gettext_lazy("one of"), is_required=True, choices=events)

    def kinds_of(self, parameters: Parameters) -> tuple[str, ...]:
        return tuple(kind for kind in self.kinds if kind in (parameters.get("events") or self.kinds))

    def sentence(self, parameters: Parameters) -> str:
        words = dict(self.events)
        return either(words[kind] for kind in self.kinds_of(parameters))
