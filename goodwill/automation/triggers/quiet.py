"""Nobody has said anything for so long, in conversations of some statuses."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.activity.models import Activity
from goodwill.automation import business_hours
from goodwill.automation.contract import TimeTrigger
from goodwill.automation.triggers.status_changed import KINDS
from goodwill.conversations.enums import Status
from goodwill.conversations.models import Conversation
from goodwill.core.conditions import Field, FieldKind, Parameters
from goodwill.core.wording import either

SPEAKS = ("message.received", "message.sent")
CHANGES = tuple(kind for kinds in KINDS.values() for kind in kinds)
AFTER = {kind: status for status, kinds in KINDS.items() for kind in kinds}


class Quiet(TimeTrigger):
    name = "quiet"
    label = gettext_lazy("Nothing was said for some time")
    icon = "moon"
    kinds = (*SPEAKS, *CHANGES, "conversation.merged", "conversation.unmerged", "message.undone")
    fields = (
        Field("hours", FieldKind.NUMBER, gettext_lazy("hours"), is_required=True, initial=72),
        business_hours.CALENDAR,
        Field(
            "statuses",
            FieldKind.CHOICES,
            gettext_lazy("while it is"),
            is_required=True,
            choices=tuple((str(value), label) for value, label in Status.choices if value != Status.CLOSED),
            initial=[Status.PENDING.value],
        ),
    )

    def since(self, parameters: Parameters, conversation: Conversation) -> datetime | None:
        return conversation.last_message_at if conversation.status in parameters["statuses"] else None

    def due(self, parameters: Parameters, since: datetime) -> datetime:
        return business_hours.over(parameters, since)

    def waiting(self, parameters: Parameters) -> QuerySet[Conversation]:
        return Conversation.objects.filter(status__in=parameters["statuses"], merged_into=None)

    def waits(self, parameters: Parameters, told: Sequence[Activity]) -> Iterator[tuple[Activity, datetime | None]]:
        status, began = Status.OPEN.value, None
        for activity in told:
            status = AFTER.get(activity.kind, status)
            speaks = activity.kind in SPEAKS
            if began is not None and (speaks or status not in parameters["statuses"]):
                yield began, activity.at
                began = None
            if began is None and status in parameters["statuses"]:
                began = activity
        if began is not None:
            yield began, None

    def sentence(self, parameters: Parameters) -> str:
        words = either(str(Status(value).label) for value in parameters["statuses"])
        return _("nothing was said for %(hours)s while it is %(statuses)s") % {
            "hours": business_hours.in_words(parameters),
            "statuses": words,
        }
