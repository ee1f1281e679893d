"""Puts a received message where it belongs: into its conversation, or into a new one."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from goodwill.activity.models import Actor
from goodwill.activity.recording import append, publish, record
from goodwill.conversations.domain import changing, indexing, naming, promising, refreshing, relating, tallying, threading
from goodwill.conversations.domain.resolving import PastReopening
from goodwill.conversations.domain.threading import Match
from goodwill.conversations.enums import Delivery, Direction, MatchedBy, Status
from goodwill.conversations.models import Attachment, Conversation, Link, Message, recipient
from goodwill.core import rows
from goodwill.core.models import StoredFile
from goodwill.customers.models import Identity
from goodwill.inboxes.contract import InboundMessage
from goodwill.inboxes.models import RawMessage

REOPENED_BY_CUSTOMER = {Status.PENDING, Status.SNOOZED, Status.RESOLVED}
OLDEST = timedelta(days=365 * 30)
IMPORTED = "import"
# What a message changes in the row of the conversation that it begins.
BEGUN = (*refreshing.EXTENDED, *promising.PROMISED)
UNMATCHED = Match(None, MatchedBy.NEW)


@dataclass(frozen=True)
class Receipt:
    """All that is known of a message that will stand in a conversation; ``is_ours`` is an answer from an archive."""

    raw: RawMessage
    inbound: InboundMessage
    kept: list[StoredFile]
    external_id: str
    identity: Identity
    match: Match = UNMATCHED
    is_ours: bool = False

    @property
    def at(self) -> datetime:
        """When it came in; what is imported came in when it was sent."""
        if is_imported(self.raw):
            return plausible(self.inbound, self.raw) or self.raw.received_at
        return self.raw.received_at


def is_imported(raw: RawMessage) -> bool:
    """Whether it came from an archive: it arrives with its own date, and nobody is told."""
    return IMPORTED in raw.envelope


def plausible(inbound: InboundMessage, raw: RawMessage) -> datetime | None:
    """The time that the sender gave, where it can be true: not from the future and not older than a lifetime of mail."""
    sent_at = inbound.sent_at
    if sent_at is None or not raw.received_at - OLDEST < sent_at < raw.received_at + timedelta(days=1):
        return None
    return sent_at


def place(receipt: Receipt) -> Message:
    """Save the message in its conversation, and everything that shows it.

    Raise MergedAway or PastReopening when that conversation was merged or closed since the match was made.
    """
    is_silent = is_imported(receipt.raw)
    if receipt.match.conversation is None:
        conversation = _begin(receipt)
        message = _append(receipt, conversation)
        refreshing.extend(conversation, message, has_attachments=bool(receipt.kept))
        rows.update(conversation, BEGUN)
    else:
        with changing.changing(receipt.match.conversation, silently=is_silent, calls=True) as conversation:
            if conversation.status == Status.CLOSED and not is_silent:
                raise PastReopening
            message = _append(receipt, conversation)
            refreshing.extend(conversation, message, has_attachments=bool(receipt.kept))
            if not is_silent:
                _reopen(conversation, message)
    indexing.index_message(message, attachment_names=[attachment.filename for attachment in receipt.inbound.attachments])
    if receipt.match.conversation is None:
        relating.suggest_same_order(message)
        # Counted last: many first messages share this one counter, and none should wait for another's work.
        tallying.move(None, tallying.cell_of(conversation))
        if not is_silent:
            changing.announce(conversation)
    return message


def _begin(receipt: Receipt) -> Conversation:
    raw, identity, match = receipt.raw, receipt.identity, receipt.match
    conversation = rows.insert(
        Conversation(
            inbox=raw.inbox,
            customer=identity.customer,
            customer_name=naming.name_of(identity.customer),
            subject=receipt.inbound.subject[:500],
            status=raw.envelope[IMPORTED]["status"] if is_imported(raw) else Status.OPEN,
            team_id=raw.inbox.team_id,
            created_at=receipt.at,
            last_message_at=receipt.at,
        )
    )
    data = {"automatic": receipt.inbound.automatic or "", **({"imported": True} if is_imported(raw) else {})}
    record("conversation.created", conversation, by=Actor.CUSTOMER, data=data, at=receipt.at)
    if match.related is not None:
        Link.objects.create(conversation=conversation, other=match.related, reason=match.reason)
    threading.await_references(receipt.inbound, conversation)
    return conversation


def _append(receipt: Receipt, conversation: Conversation) -> Message:
    raw, inbound, match = receipt.raw, receipt.inbound, receipt.match
    kind, by = ("message.sent", Actor.SYSTEM) if receipt.is_ours else ("message.received", Actor.CUSTOMER)
    activity = append(kind, conversation, by=by, data={"identity": receipt.identity.pk}, at=receipt.at)
    authentication = inbound.authentication
    message = Message(
        conversation=conversation,
        inbox=raw.inbox,
        position=activity.pk,
        direction=Direction.OUTBOUND if receipt.is_ours else Direction.INBOUND,
        delivery=Delivery.SENT if receipt.is_ours else "",
        identity=None if receipt.is_ours else receipt.identity,
        sender_name=inbound.sender.name[:200],
        sender_address=inbound.sender.address[:320],
        recipients=_recipients(inbound),
        subject=inbound.subject[:500],
        text=inbound.text,
        new_text=inbound.new_text,
        html=inbound.html,
        external_id=receipt.external_id,
        references=list(inbound.references),
        matched_by=match.matched_by,
        authentication={name: getattr(authentication, name) for name in ("spf", "dkim", "dmarc", "detail")},
        notices=list(inbound.notices),
        # Mail from our own address looks like a machine's to a channel; in an archive it is what an agent answered.
        is_automatic=inbound.automatic is not None and not receipt.is_ours,
        is_third_party=match.is_third_party,
        raw=raw,
        sent_at=plausible(inbound, raw),
        created_at=receipt.at,
    )
    rows.insert(message)
    _attach(message, receipt)
    if not is_imported(raw):
        publish(activity, message=message)
    return message


def _recipients(inbound: InboundMessage) -> list[dict[str, str]]:
    found = [recipient(role, a.address, a.name) for role, addresses in (("to", inbound.to), ("cc", inbound.cc)) for a in addresses]
    if inbound.reply_to is not None and inbound.reply_to.address != inbound.sender.address:
        found.append(recipient("reply_to", inbound.reply_to.address, inbound.reply_to.name))
    return found


def _attach(message: Message, receipt: Receipt) -> None:
    if not receipt.kept:
        return
    Attachment.objects.bulk_create(
        Attachment(
            message=message,
            file=file,
            filename=attachment.filename[:255],
            content_type=attachment.content_type[:120],
            size=len(attachment.content),
            content_id=attachment.content_id[:255],
            is_inline=attachment.is_inline,
        )
        for attachment, file in zip(receipt.inbound.attachments, receipt.kept, strict=True)
    )


def _reopen(conversation: Conversation, message: Message) -> None:
    """A customer's answer makes it ours to act again; a third party's does so too, for agents must see it."""
    if conversation.status not in REOPENED_BY_CUSTOMER:
        return
    before, conversation.status, conversation.snoozed_until = conversation.status, Status.OPEN, None
    record("conversation.reopened", conversation, by=Actor.CUSTOMER, data={"from": before, "message": message.pk})
    if conversation.assignee is not None and not conversation.assignee.is_active:
        # Whoever left can't answer: without this it would come back to nobody's list.
        record("conversation.unassigned", conversation, data={"from": conversation.assignee_id, "to": None, "name": ""})
        conversation.assignee = None
