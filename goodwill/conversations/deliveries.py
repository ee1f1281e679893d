"""Carries messages out: what the outbox hands over goes to the inbox's channel, and its answer onto the message."""

import html
import re

from goodwill.activity.recording import record
from goodwill.conversations.domain import threading
from goodwill.conversations.domain.changing import changing_around
from goodwill.conversations.domain.refreshing import part_ids
from goodwill.conversations.domain.reopening import reopen_undelivered
from goodwill.conversations.enums import Delivery
from goodwill.conversations.models import Message
from goodwill.core import files, outbox
from goodwill.core.clock import now
from goodwill.core.models import OutboxEntry
from goodwill.inboxes import registry
from goodwill.inboxes.contract import Address, Attachment, Capability, DeliveryResult, DeliveryState, OutboundMessage
from goodwill.inboxes.domain import sinking

ANSWER_PREFIX = re.compile(r"^\s*(re|aw|sv|odp)\s*:", re.IGNORECASE)


def settle(entry: OutboxEntry, outcome: outbox.Outcome) -> None:
    """Show on the message what became of it; in the transaction that notes the outcome."""
    message = Message.objects.get(pk=entry.payload["message"])
    result = outcome.result if isinstance(outcome.result, DeliveryResult) else None
    with changing_around(message) as conversation:
        _note(message, entry, outcome, result)
        if isinstance(outcome, outbox.Failed) or (result and result.refused):
            record("message.failed", conversation, data={"message": message.pk})
            reopen_undelivered(conversation, message)


def _note(message: Message, entry: OutboxEntry, outcome: outbox.Outcome, result: DeliveryResult | None) -> None:
    match outcome:
        case outbox.Done():
            # Where it came back already, before this was noted, that is the newer truth.
            if message.delivery != Delivery.BOUNCED:
                message.delivery = Delivery.KEPT if result and result.kept is not None else Delivery.SENT
                message.delivery_detail = _refusals(result)
            message.sent_at = now()
            if result and result.kept is not None:
                sinking.keep(entry.key, message.inbox, result.kept, message.recipients, message.subject)
        case outbox.Retry():
            message.delivery, message.delivery_detail = Delivery.RETRYING, outcome.reason
        case outbox.Failed():
            message.delivery, message.delivery_detail = Delivery.FAILED, outcome.reason
    message.save(update_fields=["delivery", "delivery_detail", "sent_at"])


@outbox.handles("message", settle=settle)
def deliver(entry: OutboxEntry) -> outbox.Outcome:
    """Make one attempt to send."""
    message = Message.objects.select_related("conversation__customer", "inbox", "author").get(pk=entry.payload["message"])
    channel = registry.channel_of(message.inbox)
    result = channel.send(outbound(message, entry.key, channel.capabilities), registry.connected(message.inbox))
    match result.state:
        case DeliveryState.ACCEPTED:
            return outbox.Done(result.detail, result)
        case DeliveryState.TEMPORARY:
            return outbox.Retry(result.detail, result)
        case DeliveryState.PERMANENT:
            return outbox.Failed(result.detail, result)


def outbound(message: Message, key: str, capabilities: frozenset[Capability]) -> OutboundMessage:
    """The complete message as its recipients get it. Only a Message has this way out; a note has none."""
    people = {
        role: tuple(Address(e["address"], e["name"]) for e in message.recipients if e["role"] == role) for role in ("to", "cc", "bcc")
    }
    answered = _answered(message)
    text = "\n\n".join(filter(None, [message.text, _signature(message), _quotation(answered, message)]))
    token_for = people["to"][0].address if people["to"] else ""
    return OutboundMessage(
        idempotency_key=key,
        external_id=message.external_id,
        sender=Address(message.inbox.address, _sender_name(message)),
        to=people["to"],
        cc=people["cc"],
        bcc=people["bcc"],
        subject=_subject(message, answered),
        text=text,
        html=_html(text) if Capability.HTML in capabilities else "",
        attachments=tuple(_files(message)),
        in_reply_to=message.references[-1] if message.references else "",
        references=tuple(message.references),
        reply_token=threading.reply_token(message.conversation_id, token_for),
        is_automatic=message.is_automatic,
    )


def _answered(message: Message) -> Message | None:
    if not message.references:
        return None
    near = Message.objects.filter(conversation_id__in=part_ids(message.conversation), external_id=message.references[-1])
    return near.first() or Message.objects.filter(inbox_id=message.inbox_id, external_id=message.references[-1]).first()


def _sender_name(message: Message) -> str:
    return f"{message.author.name} – {message.inbox.name}" if message.author else message.inbox.name


def _subject(message: Message, answered: Message | None) -> str:
    if answered is None or ANSWER_PREFIX.match(message.subject):
        return message.subject
    return f"Re: {message.subject}"


def _signature(message: Message) -> str:
    own = message.author.signature.strip() if message.author else ""
    return "\n".join(filter(None, [own, message.inbox.signature.strip()]))


def _quotation(answered: Message | None, message: Message) -> str:
    """What the customer newly wrote, as a quotation: no earlier content, and only to those who had these words already."""
    if answered is None or answered.is_third_party or not answered.new_text.strip():
        return ""
    had_it = {answered.sender_address, *(entry["address"] for entry in answered.recipients)}
    if not {entry["address"] for entry in message.recipients} <= had_it:
        return ""
    lines = answered.new_text.strip()[:4000].splitlines()
    return "\n".join([f"{answered.sender_name or answered.sender_address}:", *(f"> {line}" for line in lines)])


def _files(message: Message) -> list[Attachment]:
    found = []
    for attachment in message.attachments.select_related("file"):
        with files.open(attachment.file) as file:
            found.append(Attachment(attachment.filename, attachment.content_type, file.read(), attachment.content_id, attachment.is_inline))
    return found


LINK = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)\]]")


def _html(text: str) -> str:
    """The same words as simple HTML: paragraphs, line breaks, links, quotations; nothing that needs cleaning."""
    paragraphs = [paragraph for paragraph in re.split(r"\n{2,}", text) if paragraph.strip()]
    return "\n".join(_paragraph(paragraph) for paragraph in paragraphs)


def _paragraph(paragraph: str) -> str:
    lines = paragraph.splitlines()
    quoted = [line[1:].lstrip() for line in lines if line.startswith(">")]
    spoken = [line for line in lines if not line.startswith(">")]
    parts = []
    if spoken:
        parts.append(f"<p>{'<br>'.join(map(_linked, spoken))}</p>")
    if quoted:
        parts.append(f"<blockquote>{'<br>'.join(map(_linked, quoted))}</blockquote>")
    return "\n".join(parts)


def _linked(line: str) -> str:
    parts, end = [], 0
    for match in LINK.finditer(line):
        url = html.escape(match.group())
        parts += [html.escape(line[end : match.start()]), f'<a href="{url}">{url}</a>']
        end = match.end()
    return "".join([*parts, html.escape(line[end:])])


def _refusals(result: DeliveryResult | None) -> str:
    if result is None:
        return ""
    return "; ".join(f"{failed.address}: {failed.diagnostic or failed.status}" for failed in result.refused)
