"""Adds an internal note, with the variables of saved replies."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.automation.contract import Action, Doing, Done, Plan
from goodwill.automation.domain import writing
from goodwill.conversations.domain import noting
from goodwill.core.conditions import Field, FieldKind, Parameters


class AddNote(Action):
    name = "add_note"
    label = gettext_lazy("Add a note")
    icon = "sticky-note"
    fields = (Field("text", FieldKind.TEXT, gettext_lazy("note"), is_required=True),)

    def sentence(self, parameters: Parameters) -> str:
        return _("add the note “%(text)s”") % {"text": parameters["text"][:80]}

    def plan(self, parameters: Parameters, doing: Doing) -> Plan:
        return Plan((_("Adds the note “%(text)s”.") % {"text": writing.filled(parameters["text"], doing.conversation, doing.agent)},))

    def act(self, parameters: Parameters, doing: Doing) -> Done:
        text = writing.filled(parameters["text"], doing.conversation, doing.agent)
        noting.add_note(doing.conversation, text, by=doing.by)
        return Done(_("Added a note."))

    def problem(self, parameters: Parameters) -> str:
        return writing.problem_of(parameters["text"])
