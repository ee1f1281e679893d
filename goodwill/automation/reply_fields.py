"""What texts may name of a complaint: its number, when it is answered, and the link to rate by."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy, pgettext

from goodwill.automation.models import Complaint
from goodwill.conversations.models import Conversation

# In words, and with an example.
FIELDS = {
    "complaint.cause": (gettext_lazy("the cause of the complaint"), gettext_lazy("Arrived broken")),
    "complaint.answer_until": (gettext_lazy("when the complaint is answered at the latest"), gettext_lazy("3 November 2026, 15:00")),
    "complaint.rating_link": (
        gettext_lazy("the address at which the customer says how the complaint was handled"),
        "https://desk.fernandfable.example/help/rating/…",
    ),
}


def values(conversation: Conversation) -> Mapping[str, str]:
    """Those of the conversation's complaint."""
    from goodwill.automation.domain import surveying

    complaint = Complaint.objects.filter(conversation=conversation, withdrawn_at=None).select_related("cause").first()
    if complaint is None:
        return {}
    return {
        "complaint.cause": str(complaint.cause or ""),
        "complaint.answer_until": _moment(complaint.due_at) if complaint.due_at else "",
        "complaint.rating_link": surveying.link(complaint) if complaint.settled_at else "",
    }


def _moment(at: datetime) -> str:
    return date_format(localtime(at), pgettext("a date format", "j F Y, H:i"))
