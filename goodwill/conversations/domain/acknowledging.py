"""Tells a customer at once that their message came in: once per conversation, seldom, and never a robot."""

from datetime import timedelta

from goodwill.conversations.domain import refreshing, replying
from goodwill.conversations.domain.changing import changing
from goodwill.conversations.domain.saving_replies import fill, values_for, without_gaps
from goodwill.conversations.enums import MatchedBy
from goodwill.conversations.models import Acknowledgement, Message
from goodwill.core.clock import now
from goodwill.inboxes import registry
from goodwill.inboxes.contract import Address, Capability, Verdict

CAP = 3
CAP_WITHIN = timedelta(hours=24)


def acknowledge(message_id: int) -> Message | None:
    """Acknowledge the message that began a conversation, if everything speaks for it."""
    message = Message.objects.select_related("conversation__inbox").get(pk=message_id)
    with changing(message.conversation, even_merged=True) as conversation:
        if conversation.merged_into_id or not _is_due(message):
            return None
        text = without_gaps(fill(conversation.inbox.acknowledgement, values_for(conversation)))
        if not text:
            return None
        Acknowledgement.objects.create(conversation=conversation, address=message.sender_address)
        sent = replying.send_automatically(conversation, text, Address(message.sender_address, message.sender_name))
        refreshing.extend(conversation, sent)
    return sent


def _is_due(message: Message) -> bool:
    inbox = message.inbox
    return (
        inbox.is_acknowledging
        and bool(inbox.acknowledgement.strip())
        and message.matched_by == MatchedBy.NEW
        and not message.is_automatic
        # An answer to a forged sender would go to somebody who never wrote.
        and message.authentication.get("dmarc") != Verdict.FAIL
        and Capability.ACKNOWLEDGEMENT in registry.channel_of(inbox).capabilities
        and not Acknowledgement.objects.filter(conversation=message.conversation).exists()
        and _sent_lately(message.sender_address) < CAP
    )


def _sent_lately(address: str) -> int:
    return Acknowledgement.objects.filter(address=address, at__gt=now() - CAP_WITHIN).count()
