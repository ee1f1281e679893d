"""Plans a check-in: if nobody writes until then, a message goes out, or the conversation is opened again."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.automation import business_hours
from goodwill.automation.contract import Action, Doing, Done, Plan
from goodwill.automation.domain import following_up, writing
from goodwill.automation.enums import FollowUpKind
from goodwill.core.clock import now
from goodwill.core.conditions import Field, FieldKind, Parameters

CHOICES = (
    (FollowUpKind.MESSAGE.value, gettext_lazy("write to the customer")),
    (FollowUpKind.REOPEN.value, gettext_lazy("open it again, with a note")),
)


class StartFollowUp(Action):
    name = "follow_up"
    label = gettext_lazy("Check in later")
    icon = "calendar-clock"
    fields = (
        Field("hours", FieldKind.NUMBER, gettext_lazy("after hours"), is_required=True, initial=72),
        business_hours.CALENDAR,
        Field("what", FieldKind.CHOICE, gettext_lazy("then"), is_required=True, choices=CHOICES, initial=FollowUpKind.MESSAGE.value),
        Field("text", FieldKind.TEXT, gettext_lazy("text"), is_required=True),
    )

    def sentence(self, parameters: Parameters) -> str:
        words = {"hours": business_hours.in_words(parameters), "what": dict(CHOICES)[parameters["what"]]}
        return _("if nobody writes for %(hours)s, %(what)s") % words

    def plan(self, parameters: Parameters, doing: Doing) -> Plan:
        words = {"hours": business_hours.in_words(parameters), "what": dict(CHOICES)[parameters["what"]]}
        return Plan((_("If nobody writes for %(hours)s: %(what)s.") % words,))

    def act(self, parameters: Parameters, doing: Doing) -> Done:
        due_at = business_hours.over(parameters, now())
        kind = FollowUpKind(parameters["what"])
        planned = following_up.plan(doing.conversation, kind, due_at, parameters["text"], by=doing.by, rule_id=doing.rule_id)
        return Done(_("Planned a check-in."), undo=planned.pk)

    def undo(self, state: Any, doing: Doing) -> str:
        following_up.cancel_by_number(state, by=doing.by)
        return _("The check-in is cancelled.")

    def problem(self, parameters: Parameters) -> str:
        return writing.problem_of(parameters["text"])
