"""A conversation was resolved, opened again, left to the customer, snoozed, woken or closed."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.automation.contract import Trigger
from goodwill.conversations.enums import Status
from goodwill.core.conditions import Field, FieldKind, Parameters
from goodwill.core.wording import either

KINDS = {
    Status.OPEN.value: ("conversation.reopened", "conversation.woken"),
    Status.PENDING.value: ("conversation.left_pending",),
    Status.SNOOZED.value: ("conversation.snoozed",),
    Status.RESOLVED.value: ("conversation.resolved",),
    Status.CLOSED.value: ("conversation.closed",),
}


class StatusChanged(Trigger):
    name = "status_changed"
    label = gettext_lazy("The status changes")
    icon = "circle-check"
    kinds = tuple(kind for kinds in KINDS.values() for kind in kinds)
    fields = (
        Field(
            "statuses",
            FieldKind.CHOICES,
            gettext_lazy("to one of"),
            gettext_lazy("None chosen: to any."),
            choices=tuple((str(value), label) for value, label in Status.choices),
        ),
    )

    def kinds_of(self, parameters: Parameters) -> tuple[str, ...]:
        return tuple(kind for status in parameters.get("statuses") or KINDS for kind in KINDS.get(status, ()))

    def sentence(self, parameters: Parameters) -> str:
        if not parameters.get("statuses"):
            return _("the status changes")
        return _("the status becomes %(words)s") % {"words": either(str(Status(value).label) for value in parameters["statuses"])}
