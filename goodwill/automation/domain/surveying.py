"""Asks a customer, after a complaint was settled, how it was handled; the answer is kept with the complaint."""

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from goodwill.activity.models import Actor
from goodwill.activity.recording import record
from goodwill.automation.contract import Stopped
from goodwill.automation.domain import writing
from goodwill.automation.models import Complaint
from goodwill.conversations.errors import Refused
from goodwill.conversations.models import Conversation
from goodwill.core.clock import now

LINK = "{{ complaint.rating_link }}"
RATINGS = range(1, 6)


def ask(conversation: Conversation) -> None:
    """Send the survey letter once; raise Stopped where the complaint is not settled, or was rated or asked for before."""
    complaint = Complaint.objects.filter(conversation=conversation).first()
    if complaint is None or complaint.settled_at is None:
        raise Stopped(_("The complaint is not settled."))
    if complaint.survey_sent_at or complaint.rated_at:
        raise Stopped(_("The customer was asked before."))
    from goodwill.automation.domain import complaining

    text = complaining.in_language(complaining.procedure().survey, conversation)
    if LINK not in text:
        raise Stopped(_("The letter has no link to rate by."))
    writing.send(conversation, writing.filled(text, conversation))
    complaint.survey_sent_at = now()
    complaint.save(update_fields=["survey_sent_at"])
    record("complaint.survey_sent", conversation, data={"complaint": complaint.pk})


def link(complaint: Complaint) -> str:
    """The address at which the customer rates; whoever has it may, and sees nothing but the question."""
    return f"{settings.DESK_URL}/help/rating/{complaint.token}"


def complaint_for(token: str) -> Complaint | None:
    """The complaint that a link of the survey belongs to; None for a link that is none, or before it was settled."""
    if not token or len(token) > 64:
        return None
    return Complaint.objects.filter(token=token, settled_at__isnull=False).select_related("conversation__inbox").first()


def rate(complaint: Complaint, rating: int, words: str = "") -> Complaint:
    """Keep the customer's rating, 1 to 5, and their words; a later one replaces it. Raise Refused for another number."""
    if rating not in RATINGS:
        raise Refused(_("Choose a number from 1 to 5."))
    with transaction.atomic():
        fresh = Complaint.objects.select_for_update().get(pk=complaint.pk)
        before, fresh.rating = fresh.rating, rating
        fresh.rating_words, fresh.rated_at = words.strip()[:4000], now()
        fresh.save(update_fields=["rating", "rating_words", "rated_at"])
        data = {"complaint": fresh.pk, "rating": rating, "from": before}
        record("complaint.rated", fresh.conversation, by=Actor.CUSTOMER, data=data)
    return fresh
