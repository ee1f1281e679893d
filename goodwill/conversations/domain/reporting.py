"""Understands what mail servers report about our messages: a bounce marks the message that bounced."""

from django.utils.translation import gettext as _

from goodwill.activity.recording import record
from goodwill.conversations.domain import threading
from goodwill.conversations.domain.changing import changing_around
from goodwill.conversations.domain.refreshing import part_ids
from goodwill.conversations.domain.reopening import reopen_undelivered
from goodwill.conversations.enums import Delivery, Direction
from goodwill.conversations.models import Message
from goodwill.inboxes.contract import DeliveryReport
from goodwill.inboxes.models import RawMessage


def note_report(report: DeliveryReport, raw: RawMessage) -> str:
    """Mark our message that the report is about; return a sentence that says what was done."""
    message = _reported(report)
    if message is None:
        return _("A delivery report that names no message of ours.")
    if not report.failures:
        return _("A report of good news about message %(number)s.") % {"number": message.pk}
    not_delivered = _("not delivered")
    sentence = "; ".join(f"{failed.address}: {failed.diagnostic or failed.status or not_delivered}" for failed in report.failures)
    if not any(failed.is_permanent for failed in report.failures):
        return _("A delay of message %(number)s, the mail server keeps trying: %(detail)s") % {"number": message.pk, "detail": sentence}
    with changing_around(message) as conversation:
        if message.delivery == Delivery.UNDONE:
            return _("A report about message %(number)s, which never left.") % {"number": message.pk}
        message.delivery, message.delivery_detail = Delivery.BOUNCED, sentence[:2000]
        message.save(update_fields=["delivery", "delivery_detail"])
        record("message.bounced", conversation, data={"message": message.pk, "raw": raw.pk})
        reopen_undelivered(conversation, message)
    return _("Message %(number)s came back. %(detail)s") % {"number": message.pk, "detail": sentence}


def _reported(report: DeliveryReport) -> Message | None:
    """Our outbound message that the report proves to know: by its signed id, else the last one under the reply token."""
    for external_id in report.about:
        message = threading.message_of_id(external_id)
        if message is not None:
            return message
    for token in report.reply_tokens:
        found = threading.conversation_of_token(token)
        if found is not None:
            conversation, address = found
            sent = Message.objects.filter(conversation_id__in=part_ids(conversation), direction=Direction.OUTBOUND)
            sent = sent.exclude(delivery=Delivery.UNDONE).order_by("-position")
            return next((message for message in sent[:20] if address in {entry["address"] for entry in message.recipients}), None)
    return None
