"""The customer has been waiting for an answer for so long."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.activity.models import Activity, Actor
from goodwill.automation import business_hours
from goodwill.automation.contract import TimeTrigger
from goodwill.conversations.enums import Status
from goodwill.conversations.models import Conversation
from goodwill.core.conditions import Field, FieldKind, Parameters

OURS = (Status.OPEN, Status.PENDING, Status.SNOOZED)
BEGINS = {"message.received"}
ENDS = {"message.sent", "conversation.resolved", "conversation.closed", "conversation.merged"}


class NoAnswer(TimeTrigger):
    name = "no_answer"
    label = gettext_lazy("No answer for some time")
    icon = "hourglass"
    kinds = (*BEGINS, *ENDS, "conversation.reopened", "conversation.unmerged", "message.undone", "conversation.created")
    fields = (
        Field("hours", FieldKind.NUMBER, gettext_lazy("hours"), is_required=True, initial=48),
        business_hours.CALENDAR,
    )

    def since(self, parameters: Parameters, conversation: Conversation) -> datetime | None:
        return conversation.waiting_since if conversation.status in OURS else None

    def due(self, parameters: Parameters, since: datetime) -> datetime:
        return business_hours.over(parameters, since)

    def waiting(self, parameters: Parameters) -> QuerySet[Conversation]:
        return Conversation.objects.filter(status__in=OURS, waiting_since__isnull=False, merged_into=None)

    def waits(self, parameters: Parameters, told: Sequence[Activity]) -> Iterator[tuple[Activity, datetime | None]]:
        began: Activity | None = None
        for activity in told:
            if activity.kind in BEGINS:
                began = began or activity
            elif activity.kind in ENDS and (activity.kind != "message.sent" or activity.actor == Actor.AGENT):
                if began is not None:
                    yield began, activity.at
                began = None
        if began is not None:
            yield began, None

    def sentence(self, parameters: Parameters) -> str:
        return _("the customer has had no answer for %(hours)s") % {"hours": business_hours.in_words(parameters)}
