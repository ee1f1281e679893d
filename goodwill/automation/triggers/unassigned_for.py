"""An open conversation has been nobody's for so long."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.activity.models import Activity
from goodwill.automation import business_hours
from goodwill.automation.contract import TimeTrigger
from goodwill.automation.stretches import stretches
from goodwill.conversations.enums import Status
from goodwill.conversations.models import Conversation
from goodwill.core.conditions import Field, FieldKind, Parameters

BEGINS = ("conversation.created", "conversation.unassigned", "conversation.reopened", "conversation.woken")
ENDS = ("conversation.assigned", "conversation.resolved", "conversation.closed", "conversation.snoozed", "conversation.merged")


class UnassignedFor(TimeTrigger):
    name = "unassigned_for"
    label = gettext_lazy("Nobody's for some time")
    icon = "user-x"
    kinds = (*BEGINS, *ENDS, "conversation.left_pending", "message.sent")
    fields = (
        Field("hours", FieldKind.NUMBER, gettext_lazy("hours"), is_required=True, initial=4),
        business_hours.CALENDAR,
    )

    def since(self, parameters: Parameters, conversation: Conversation) -> datetime | None:
        if conversation.status != Status.OPEN or conversation.assignee_id:
            return None
        begun = Activity.objects.filter(subject_kind="conversation", subject_id=conversation.pk, kind__in=BEGINS)
        return begun.order_by("-id").values_list("at", flat=True).first() or conversation.created_at

    def due(self, parameters: Parameters, since: datetime) -> datetime:
        return business_hours.over(parameters, since)

    def waiting(self, parameters: Parameters) -> QuerySet[Conversation]:
        return Conversation.objects.filter(status=Status.OPEN, assignee=None, merged_into=None)

    def waits(self, parameters: Parameters, told: Sequence[Activity]) -> Iterator[tuple[Activity, datetime | None]]:
        return stretches(told, begins=BEGINS, ends=ENDS)

    def sentence(self, parameters: Parameters) -> str:
        return _("it is nobody's for %(hours)s") % {"hours": business_hours.in_words(parameters)}
