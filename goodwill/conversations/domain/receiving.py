"""Turns a stored raw message into something said in a conversation, exactly once."""

import dataclasses
import hashlib
import logging
from collections.abc import Sequence
from datetime import timedelta

from django.db import IntegrityError, InterfaceError, OperationalError
from django.utils.translation import gettext as _

from goodwill.activity.models import Actor
from goodwill.activity.recording import record
from goodwill.conversations.domain import placing, tallying, threading
from goodwill.conversations.domain.changing import changing
from goodwill.conversations.domain.cleansing import cleansed
from goodwill.conversations.domain.placing import Receipt
from goodwill.conversations.domain.reporting import note_report
from goodwill.conversations.domain.resolving import PastReopening
from goodwill.conversations.domain.threading import Sender
from goodwill.conversations.errors import MergedAway
from goodwill.conversations.models import Message
from goodwill.core import files, jobs, rows
from goodwill.core.clock import now
from goodwill.core.files import StorageFull
from goodwill.core.models import StoredFile
from goodwill.customers.domain.identifying import identify, is_blocked, known, strengthen
from goodwill.customers.enums import Proof
from goodwill.customers.models import Identity
from goodwill.inboxes import registry
from goodwill.inboxes.contract import Address, Automatic, DeliveryReport, Dropped, Envelope, Inbound, InboundMessage, Unreadable
from goodwill.inboxes.models import Inbox, RawMessage, RawState

logger = logging.getLogger(__name__)
# What passes: the database or the disk is away, or another worker was quicker. The job comes again.
PASSING = (OperationalError, InterfaceError, IntegrityError, OSError, StorageFull)
FORGOTTEN_AFTER = timedelta(minutes=10)


class Overtaken(Exception):
    """Another worker processed the same raw message in the meantime; what was done here is rolled back."""


def process(raw_id: int) -> Message | None:
    """Understand one waiting raw message and carry out what it means; do nothing when that has been done.

    Parsing happens before the transaction, which is short. What can't be understood or carried out is quarantined,
    never lost and never tried for ever; a database that is away raises, and the job comes again.
    """
    raw = RawMessage.objects.select_related("inbox").get(pk=raw_id)
    if raw.state != RawState.WAITING:
        return None
    inbound = _understood(raw)
    try:
        return _carried_out(raw, inbound, _kept(inbound))
    except Overtaken:
        return None
    except PASSING:
        raise
    except Exception as error:
        logger.exception("raw message %s could not be carried out", raw_id)
        return _carried_out(raw, Unreadable(_("Taking it in failed unexpectedly (%(error)s).") % {"error": type(error).__name__}), [])


def process_together(raw_ids: Sequence[int]) -> None:
    """Do what ``process`` does for several raw messages, in their order and in one transaction: one commit for all.

    Raise when one of them can't be carried out so; nothing is changed then, and each must be processed by itself.
    """
    waiting = RawMessage.objects.filter(pk__in=raw_ids, state=RawState.WAITING).order_by("pk")
    raws = {raw.pk: raw for raw in waiting}
    inboxes = Inbox.objects.in_bulk({raw.inbox_id for raw in raws.values()})
    for raw in raws.values():
        raw.inbox = inboxes[raw.inbox_id]
    understood = [(raws[number], _understood(raws[number])) for number in raw_ids if number in raws]
    ready = [(raw, inbound, _kept(inbound)) for raw, inbound in understood]
    with jobs.ending_transaction(gives_way=True), tallying.gathered():
        for raw, inbound, kept in ready:
            _carry_out(raw, inbound, kept)


def waiting_forgotten() -> list[int]:
    """Raw messages that have been waiting for long, whatever became of their jobs; oldest first."""
    old = RawMessage.objects.filter(state=RawState.WAITING, received_at__lt=now() - FORGOTTEN_AFTER)
    return list(old.order_by("id").values_list("id", flat=True)[:1000])


def _understood(raw: RawMessage) -> Inbound | Unreadable:
    try:
        channel = registry.channel_of(raw.inbox)
        return cleansed(channel.parse(raw.content(), Envelope.from_json(raw.envelope), registry.connected(raw.inbox)))
    except Unreadable as error:
        return error
    except PASSING:
        raise
    except Exception as error:
        logger.exception("raw message %s could not be parsed", raw.pk)
        return Unreadable(_("Reading it failed unexpectedly (%(error)s).") % {"error": type(error).__name__})


def _kept(inbound: Inbound | Unreadable) -> list[StoredFile]:
    """Files are written before the transaction: it must not wait for a disk that writes 200 MB."""
    return [files.keep(attachment.content) for attachment in inbound.attachments] if isinstance(inbound, InboundMessage) else []


def _carried_out(raw: RawMessage, inbound: Inbound | Unreadable, kept: list[StoredFile]) -> Message | None:
    with jobs.ending_transaction():
        return _carry_out(raw, inbound, kept)


def _carry_out(raw: RawMessage, inbound: Inbound | Unreadable, kept: list[StoredFile]) -> Message | None:
    match inbound:
        case InboundMessage():
            return _receive(raw, inbound, kept)
        case DeliveryReport():
            _settle(raw, RawState.DROPPED, "delivery_report", note_report(inbound, raw))
        case Dropped():
            _settle(raw, RawState.DROPPED, inbound.reason[:40], inbound.sentence)
        case Unreadable():
            _settle(raw, RawState.QUARANTINED, "unreadable", str(cleansed(str(inbound))))
            record("raw.quarantined", raw)
    return None


def _settle(raw: RawMessage, state: RawState, outcome: str, sentence: str = "", *, message: Message | None = None) -> None:
    """Note what became of the raw message, in the transaction that did it."""
    raw.state, raw.outcome, raw.sentence, raw.message_number = state, outcome, sentence, message.pk if message else None
    if not rows.update(raw, ["state", "outcome", "sentence", "message_number"], state=RawState.WAITING):
        raise Overtaken


def _receive(raw: RawMessage, inbound: InboundMessage, kept: list[StoredFile]) -> Message | None:
    is_ours = placing.is_imported(raw) and inbound.sender.address in {raw.inbox.address, *raw.inbox.aliases}
    sender = _addressed(inbound) if is_ours else _customer_address(inbound)
    if is_blocked(sender.address):
        _settle(raw, RawState.DROPPED, "blocked", _("%(sender)s is blocked.") % {"sender": sender.address})
        return None
    if inbound.automatic is Automatic.AUTO_REPLY:
        _set_auto_reply_aside(raw, inbound, sender)
        return None
    identity = _identified(raw, inbound, sender)
    if identity.customer.is_blocked:
        _settle(raw, RawState.DROPPED, "blocked", _("%(sender)s is blocked.") % {"sender": identity.customer})
        return None
    external_id = _unclaimed_id(raw, inbound)
    if external_id is None:
        _settle(raw, RawState.DONE, "duplicate", _("The same message had come in before."))
        return None
    message = _placed(Receipt(raw, inbound, kept, external_id, identity, is_ours=is_ours))
    _settle(raw, RawState.DONE, "received", message=message)
    return message


def _placed(receipt: Receipt) -> Message:
    """Find where the message belongs and put it there; again when that was merged or closed in between."""
    identity = receipt.identity
    sender = Sender(identity.address, identity.customer_id)
    while True:
        match = threading.match(receipt.inbound, receipt.raw.inbox_id, sender, is_history=placing.is_imported(receipt.raw))
        if match.answered_from == identity.address:
            strengthen(identity, Proof.OBSERVED)
        try:
            return placing.place(dataclasses.replace(receipt, match=match))
        except (MergedAway, PastReopening):
            continue


def _identified(raw: RawMessage, inbound: InboundMessage, sender: Address) -> Identity:
    """Who wrote, held: a second delivery, or an answer that came together with it, waits until this one is in."""
    is_verified = inbound.authentication.is_verified and sender == inbound.sender and not placing.is_imported(raw)
    proof = Proof.VERIFIED if is_verified else Proof.CLAIMED
    return identify(raw.inbox.kind, sender.address, name=sender.name, proof=proof, is_held=True)


def _unclaimed_id(raw: RawMessage, inbound: InboundMessage) -> str | None:
    """The id to store the message under; None when it is a second delivery of a message that we have.

    Another message under a known id (a sender's fault, or somebody who wants to shadow it) is kept beside it.
    """
    external_id = threading.stored_id(inbound.external_id) or f"raw.{raw.pk}"
    said = _SAME_ID.first(raw.inbox_id, external_id)
    if said is None:
        return external_id
    if said == (inbound.sender.address[:320], inbound.subject[:500], inbound.text):
        return None
    content = f"{inbound.sender.address}\0{inbound.subject}\0{inbound.text}"
    other = f"{external_id[:200]}~{hashlib.sha256(content.encode('utf-8', 'replace')).hexdigest()[:16]}"
    return None if Message.objects.filter(inbox_id=raw.inbox_id, external_id=other).exists() else other


_SAID = ("sender_address", "subject", "text")
_SAME_ID = rows.Prepared(lambda inbox, said: Message.objects.filter(inbox_id=inbox, external_id=said).values_list(*_SAID), int, str)


def _customer_address(inbound: InboundMessage) -> Address:
    """Who wrote: a shop's contact form sends as a machine and names the customer in Reply-To."""
    if inbound.automatic is Automatic.NOTIFICATION and inbound.reply_to is not None:
        return inbound.reply_to
    return inbound.sender


def _addressed(inbound: InboundMessage) -> Address:
    """Whom a message of ours from an archive went to."""
    return next(iter([*inbound.to, *inbound.cc]), inbound.sender)


def _set_auto_reply_aside(raw: RawMessage, inbound: InboundMessage, sender: Address) -> None:
    """An automatic answer makes no conversation and no customer; the conversation that it answers shows that it came."""
    _settle(raw, RawState.DROPPED, "auto_reply", _("An automatic answer, kept off the conversation."))
    identity = known(raw.inbox.kind, sender.address)
    match = threading.match(inbound, raw.inbox_id, Sender(sender.address, identity.customer_id if identity else None))
    if match.conversation is not None:
        with changing(match.conversation, even_merged=True, silently=placing.is_imported(raw)) as conversation:
            record("conversation.auto_replied", conversation, by=Actor.CUSTOMER, data={"raw": raw.pk})
