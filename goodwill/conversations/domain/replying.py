"""Answers a customer: derives who gets it, refuses to talk past a newer message, and can be undone for ten seconds."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from goodwill.accounts.models import Agent
from goodwill.activity.models import Activity, Actor
from goodwill.activity.recording import append, publish, record
from goodwill.conversations.domain import drafting, indexing, refreshing, resolving, saving_replies, threading
from goodwill.conversations.domain.changing import changing, changing_around, refresh_around
from goodwill.conversations.domain.resolving import PastReopening
from goodwill.conversations.enums import Delivery, Direction, Status
from goodwill.conversations.errors import Refused as Refused
from goodwill.conversations.models import Attachment, Conversation, Message, recipient
from goodwill.core import files, outbox, rows
from goodwill.core.clock import now
from goodwill.core.row_objects import PreparedObjects
from goodwill.inboxes import registry
from goodwill.inboxes.contract import Address
from goodwill.inboxes.contract import Attachment as File

UNDO_FOR = timedelta(seconds=10)
EVENT = {Status.PENDING: "left_pending", Status.RESOLVED: "resolved", Status.OPEN: "reopened", Status.CLOSED: "closed"}


class NewerMessage(Refused):
    """The customer wrote again after what the agent has seen."""


@dataclass(frozen=True)
class Reply:
    """What an agent wants to say. ``seen_up_to`` is the position of the newest inbound message on the agent's screen.

    ``to`` and ``cc`` None means: as derived from the message that is answered. ``kept_files`` are the numbers of those
    files of a reply that was taken back which go along this time.
    """

    text: str
    seen_up_to: int
    to: Sequence[Address] | None = None
    cc: Sequence[Address] = ()
    files: Sequence[File] = field(default=(), repr=False)
    kept_files: Sequence[int] = ()
    status: Status = Status.PENDING


def reply(conversation: Conversation, said: Reply, *, by: Agent) -> Message:
    """Decide to send a message; it goes out after ten seconds unless it is undone.

    Raise NewerMessage when the customer wrote something that the agent has not seen, Refused when there is nothing to
    say, nobody to say it to, or the conversation was merged; PastReopening when it is closed. What lacks a topic that the
    desk requires is left pending instead of resolved.
    """
    text = said.text.strip()
    if said.status not in EVENT:
        raise Refused(_("After an answer a conversation can't be “%(status)s”.") % {"status": said.status.label})
    # Written before the row is held: nobody should wait for a disk.
    attachments = _attachments(conversation, said, by)
    if not text and not attachments:
        raise Refused(_("Write something first."))
    if missing := saving_replies.unfilled(text):
        raise Refused(_("Fill in first what is missing: %(names)s.") % {"names": ", ".join(missing)})
    with changing(conversation) as fresh:
        if fresh.status == Status.CLOSED:
            raise PastReopening(_("A closed conversation can't be opened again. Start a new one with the customer."))
        if fresh.last_inbound > said.seen_up_to:
            raise NewerMessage(_("The customer wrote again while you were answering. Read it, then send."))
        answered = last_inbound(fresh)
        people = _recipients(fresh, said, answered)
        if said.status == Status.RESOLVED and resolving.wants_topic(fresh):
            said = replace(said, status=Status.PENDING)
        # Read again when the reply is taken back.
        decided = {"from": fresh.status, "to": said.status, "took": fresh.assignee_id is None}
        activity = append("message.sent", fresh, by=by, data=decided)
        message = _create(fresh, activity, answered, text=text, recipients=people, author=by, sender_name=by.name)
        _attach(message, attachments)
        refreshing.extend(fresh, message, has_attachments=bool(attachments))
        fresh.assignee = fresh.assignee or by
        send_later(message, after=UNDO_FOR)
        publish(activity, message=message)
        _move_to(fresh, said.status, by)
        indexing.index_message(message, attachment_names=[attachment.filename for attachment in attachments])
        drafting.discard(fresh, by, is_note=False)
    return message


def _recipients(conversation: Conversation, said: Reply, answered: Message | None) -> list[dict[str, str]]:
    """Each address once, as the channel writes it."""
    normalise = registry.channel_of(conversation.inbox).normalise
    to = said.to if said.to is not None else _answering(answered, conversation)
    found: dict[str, dict[str, str]] = {}
    for role, people in (("to", to), ("cc", said.cc)):
        for person in people:
            if address := normalise(person.address):
                found.setdefault(address, recipient(role, address, person.name))
    if not any(entry["role"] == "to" for entry in found.values()):
        raise Refused(_("There is nobody to send this to: add a recipient."))
    return list(found.values())


def _attachments(conversation: Conversation, said: Reply, by: Agent) -> list[Attachment]:
    """The files that go along: first those that came back with a reply that was taken back. They have no message yet."""
    again = drafting.files_kept(conversation, by, said.kept_files) if said.kept_files else []
    kept = [Attachment(file=old.file, filename=old.filename, content_type=old.content_type, size=old.size) for old in again]
    for file in said.files:
        stored, size = files.keep(file.content), len(file.content)
        kept.append(Attachment(file=stored, filename=file.filename[:255], content_type=file.content_type[:120], size=size))
    return kept


def _attach(message: Message, attachments: Sequence[Attachment]) -> None:
    for attachment in attachments:
        attachment.message = message
    Attachment.objects.bulk_create(attachments)


def send_automatically(conversation: Conversation, text: str, to: Address) -> Message:
    """Send words of the desk's own, such as an acknowledgement; inside ``changing`` of the conversation."""
    activity = append("message.sent", conversation, by=Actor.SYSTEM)
    people = [recipient("to", to.address, to.name)]
    said = {"text": text, "recipients": people, "sender_name": conversation.inbox.name, "is_automatic": True}
    message = _create(conversation, activity, last_inbound(conversation), **said)
    send_later(message, after=timedelta(0))
    publish(activity, message=message)
    return message


def _create(conversation: Conversation, activity: Activity, answered: Message | None, **fields: Any) -> Message:
    inbox = conversation.inbox
    message = Message(
        conversation=conversation,
        inbox=inbox,
        position=activity.pk,
        direction=Direction.OUTBOUND,
        sender_address=inbox.address,
        subject=conversation.subject,
        new_text=fields["text"],
        # Replaced below by the signed id, which needs the message's number; unique meanwhile.
        external_id=f"pending.{activity.pk}",
        references=_references(answered),
        delivery=Delivery.WAITING,
        created_at=now(),
        **fields,
    )
    rows.insert(message)
    message.external_id = threading.message_id(message.pk, inbox.address.rpartition("@")[2] or "localhost")
    rows.update(message, ["external_id"])
    return message


def _references(answered: Message | None) -> list[str]:
    """External ids, oldest first, ending with the message that is answered (RFC 5322, section 3.6.4)."""
    if answered is None:
        return []
    return [*reversed(answered.references), answered.external_id]


def send_later(message: Message, *, after: timedelta) -> None:
    """Put a message into the outbox."""
    outbox.put("message", outbox_key(message), {"message": message.pk}, not_before=now() + after if after else None)


def outbox_key(message: Message) -> str:
    return f"message-{message.pk}"


def last_inbound(conversation: Conversation, part_ids: list[int] | None = None) -> Message | None:
    """The newest message of the customer's side that a reply would answer; never a third party's."""
    return _INBOUND.first(part_ids or refreshing.part_ids(conversation))


_INBOUND = PreparedObjects(
    lambda ids: Message.objects.filter(conversation_id__in=ids, direction=Direction.INBOUND, is_third_party=False).order_by("-position")[:1]
)


def default_recipients(conversation: Conversation) -> list[Address]:
    """Who a reply goes to: where the answered message asks for answers, and nobody who was merely copied."""
    return offered(conversation)[0]


def offered(conversation: Conversation, part_ids: list[int] | None = None) -> tuple[list[Address], list[Address]]:
    """Who a reply goes to, and who else the answered message named, from one look at it. Known ``part_ids`` save a statement."""
    answered = last_inbound(conversation, part_ids)
    answering = _answering(answered, conversation)
    return answering, _also_named(answered, answering, conversation) if answered is not None else []


def _answering(answered: Message | None, conversation: Conversation) -> list[Address]:
    if answered is not None:
        asked = next((entry for entry in answered.recipients if entry["role"] == "reply_to"), None)
        if asked is not None:
            return [Address(asked["address"], asked["name"])]
        return [Address(answered.sender_address, answered.sender_name)]
    identity = conversation.customer.identities.filter(kind=conversation.inbox.kind).order_by("id").first()
    return [Address(identity.address, conversation.customer.name)] if identity else []


def copied(conversation: Conversation) -> list[Address]:
    """Who else the answered message named; offered to the agent, never added by itself."""
    return offered(conversation)[1]


def _also_named(answered: Message, to: list[Address], conversation: Conversation) -> list[Address]:
    ours = {conversation.inbox.address, *conversation.inbox.aliases}
    answering = {person.address for person in to} | {answered.sender_address}
    named = {e["address"]: e["name"] for e in answered.recipients if e["role"] in ("to", "cc")}
    return [Address(address, name) for address, name in named.items() if address not in answering and _without_token(address) not in ours]


def _without_token(address: str) -> str:
    """Our own reply addresses carry a token after a plus sign; in a customer's, the plus sign is part of the address."""
    local, at, domain = address.rpartition("@")
    return f"{local.partition('+')[0]}{at}{domain}"


def undo(message: Message, *, by: Agent) -> str:
    """Take a reply back before it leaves: it is a draft again, with its files, and the conversation is as it was before.

    Return the draft's words; raise Refused when it is too late.
    """
    with transaction.atomic():
        # Withdrawn before the conversation is held: the sender takes the two in this order, and neither waits in a ring.
        if not outbox.cancel(outbox_key(message)):
            raise Refused(_("It is too late to undo: the message is on its way."))
        with changing_around(message) as conversation:
            message.delivery = Delivery.UNDONE
            message.save(update_fields=["delivery"])
            refresh_around(message.conversation, conversation)
            _put_back(conversation, message, by)
            words = drafting.take_back(conversation, by, message)
            record("message.undone", conversation, by=by, data={"message": message.pk})
            indexing.forget(message)
    return words


def _put_back(conversation: Conversation, message: Message, by: Agent) -> None:
    """Undo what the reply did to the conversation, as far as nobody has changed that since."""
    decided = Activity.objects.get(pk=message.position).data
    if conversation.status == decided.get("to"):
        before = Status(decided["from"])
        _move_to(conversation, Status.OPEN if before == Status.SNOOZED else before, by)
    if decided.get("took") and message.author_id and conversation.assignee_id == message.author_id:
        conversation.assignee = None


def retry(message: Message, *, by: Agent) -> None:
    """Try once more to send a message that was given up."""
    with transaction.atomic():
        if not outbox.retry(outbox_key(message)):
            raise Refused(_("This message is not waiting for another try."))
        with changing_around(message) as conversation:
            message.delivery, message.delivery_detail = Delivery.WAITING, ""
            message.save(update_fields=["delivery", "delivery_detail"])
            record("message.retried", conversation, by=by, data={"message": message.pk})


def _move_to(conversation: Conversation, status: Status, by: Agent) -> None:
    if conversation.status == status:
        return
    before, conversation.status = conversation.status, status
    conversation.snoozed_until = None
    record(f"conversation.{EVENT[status]}", conversation, by=by, data={"from": before})
