"""A conversation was resolved so long ago, and nothing came after."""

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

RESOLVED = "conversation.resolved"
ENDS = ("conversation.reopened", "conversation.closed", "conversation.left_pending", "conversation.snoozed", "conversation.merged")


class ResolvedFor(TimeTrigger):
    name = "resolved_for"
    label = gettext_lazy("Some time after it was resolved")
    icon = "circle-check-big"
    kinds = (RESOLVED, *ENDS)
    fields = (
        Field("hours", FieldKind.NUMBER, gettext_lazy("hours"), is_required=True, initial=72),
        business_hours.CALENDAR,
    )

    def since(self, parameters: Parameters, conversation: Conversation) -> datetime | None:
        if conversation.status != Status.RESOLVED:
            return None
        done = Activity.objects.filter(subject_kind="conversation", subject_id=conversation.pk, kind=RESOLVED)
        return done.order_by("-id").values_list("at", flat=True).first() or conversation.last_message_at

    def due(self, parameters: Parameters, since: datetime) -> datetime:
        return business_hours.over(parameters, since)

    def waiting(self, parameters: Parameters) -> QuerySet[Conversation]:
        return Conversation.objects.filter(status=Status.RESOLVED, merged_into=None)

    def waits(self, parameters: Parameters, told: Sequence[Activity]) -> Iterator[tuple[Activity, datetime | None]]:
        return stretches(told, begins=(RESOLVED,), ends=ENDS)

    def sentence(self, parameters: Parameters) -> str:
        return _("%(hours)s have passed since it was resolved") % {"hours": business_hours.in_words(parameters)}
