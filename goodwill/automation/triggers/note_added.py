"""A note was added."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.automation.contract import Trigger
from goodwill.core.conditions import Parameters


class NoteAdded(Trigger):
    name = "note_added"
    label = gettext_lazy("A note is added")
    icon = "sticky-note"
    kinds = ("note.added",)

    def sentence(self, parameters: Parameters) -> str:
        return _("a note is added")
