"""Hands what a customer asked for on the order page to a person: a conversation with all of it, linked to the order.

What was asked is stored raw like everything that comes in, with the form's own key, so that sending a form twice asks
once. It then stands in the conversation as the customer's message.
"""

import email.message
import email.policy
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from goodwill.activity.recording import record
from goodwill.commerce.domain.finding import FoundBy
from goodwill.commerce.letters import brand_of
from goodwill.commerce.models import Order
from goodwill.conversations.domain import linking_orders, placing
from goodwill.conversations.domain.cleansing import cleansed
from goodwill.conversations.models import Conversation, ConversationOrder, Message
from goodwill.core import files
from goodwill.core.clock import now
from goodwill.customers.domain.identifying import identify, is_blocked
from goodwill.customers.enums import Proof
from goodwill.inboxes import registry
from goodwill.inboxes.contract import Address, Attachment, Authentication, Capability, Envelope, InboundMessage
from goodwill.inboxes.models import Inbox, RawMessage, RawState

SOURCE = "order page"
MOST_A_DAY = 5


class NobodyThere(Exception):
    """There is no inbox to take it, or no address to answer to; the sentence is for the customer."""


class TooMany(Exception):
    """So much was asked about this order today; the sentence is for the customer."""


@dataclass(frozen=True, slots=True)
class Matter:
    """What a customer asks about an order, in words. ``key`` is the form's own; ``is_proven_address`` as in ``Scope``."""

    order: Order
    subject: str
    text: str
    key: str
    is_proven_address: bool = False
    photos: tuple[Attachment, ...] = field(default=(), repr=False)


def hand_over(matter: Matter) -> Message | None:
    """The message that agents find; the same one for the same key. None where the sender is blocked.

    Raise NobodyThere or TooMany. An order can have no address to answer to, when it was made in a shop.
    """
    matter = cleansed(matter)
    inbox = inbox_for_customers()
    sender = sender_of(matter.order)
    if inbox is None or not sender.address:
        raise NobodyThere(_("We can't take this here now. Please write to us by e-mail."))
    known = _known(inbox, matter)
    if known is not None:
        return known
    if asked_lately(matter.order) >= MOST_A_DAY:
        raise TooMany(_("You have asked about this order several times today. We will answer by e-mail."))
    kept = [files.keep(photo.content) for photo in matter.photos]
    with transaction.atomic():
        raw = _raw(inbox, sender, matter)
        if raw is None:
            return _known(inbox, matter)
        identity = identify(inbox.kind, sender.address, name=sender.name, proof=_proof(matter), is_held=True)
        if is_blocked(sender.address, identity.customer):
            _settle(raw, RawState.DROPPED, "blocked", _("%(sender)s is blocked.") % {"sender": sender.address})
            return None
        receipt = placing.Receipt(raw, _inbound(sender, inbox, matter), kept, _external_id(matter), identity)
        message = placing.place(receipt)
        _link(message.conversation, matter.order)
        _settle(raw, RawState.DONE, "received", "", message)
    return message


def inbox_for_customers() -> Inbox | None:
    """The first active inbox of a channel that carries letters."""
    channels = registry.channels()
    for inbox in Inbox.objects.filter(is_active=True).order_by("pk"):
        if inbox.kind in channels and Capability.SUBJECT in channels[inbox.kind].capabilities:
            return inbox
    return None


def sender_of(order: Order) -> Address:
    """The buyer, as answers reach them."""
    name = (order.document.get("shipping_address") or {}).get("name", "") or (order.buyer.name if order.buyer else "")
    return Address(order.email or (order.buyer.email if order.buyer else ""), name)


def matters_of(order: Order) -> list[Message]:
    """What was asked about this order on its page, the latest first."""
    conversations = ConversationOrder.objects.filter(order=order).order_by("-id").values_list("conversation_id", flat=True)[:50]
    found = Message.objects.filter(conversation_id__in=list(conversations), external_id__startswith=_prefix(order))
    return list(found.select_related("conversation").order_by("-position")[:20])


def asked_lately(order: Order) -> int:
    day = now() - timedelta(days=1)
    return sum(message.created_at > day for message in matters_of(order))


def _known(inbox: Inbox, matter: Matter) -> Message | None:
    return Message.objects.select_related("conversation").filter(inbox=inbox, external_id=_external_id(matter)).first()


def _prefix(order: Order) -> str:
    return f"order-page.{order.pk}."


def _external_id(matter: Matter) -> str:
    return f"{_prefix(matter.order)}{matter.key}"


def _proof(matter: Matter) -> Proof:
    """A code went to the address and came back; a link may have been passed on."""
    return Proof.VERIFIED if matter.is_proven_address else Proof.CLAIMED


def _raw(inbox: Inbox, sender: Address, matter: Matter) -> RawMessage | None:
    """The raw message, in the form of a mail; None when a second sending of the form was quicker."""
    content = _as_mail(sender, inbox, matter)
    envelope = Envelope(SOURCE, now(), sender.address, (inbox.address,))
    stored = {"file": files.keep(content)} if len(content) > RawMessage.SMALL else {"body": RawMessage.packed(content)}
    raw, is_new = RawMessage.objects.get_or_create(
        inbox=inbox,
        source_key=_external_id(matter),
        defaults={"size": len(content), "envelope": envelope.as_json(), "received_at": envelope.received_at, **stored},
    )
    return raw if is_new else None


def _settle(raw: RawMessage, state: RawState, outcome: str, sentence: str, message: Message | None = None) -> None:
    raw.state, raw.outcome, raw.sentence, raw.message_number = state, outcome, sentence, message.pk if message else None
    raw.save(update_fields=["state", "outcome", "sentence", "message_number"])


def _inbound(sender: Address, inbox: Inbox, matter: Matter) -> InboundMessage:
    return InboundMessage(
        external_id=_external_id(matter),
        sender=sender,
        subject=matter.subject,
        text=matter.text,
        new_text=matter.text,
        to=(Address(inbox.address, brand_of(matter.order.store)),),
        attachments=matter.photos,
        authentication=Authentication(detail=_("Written on the order page.")),
    )


def _as_mail(sender: Address, inbox: Inbox, matter: Matter) -> bytes:
    mail = email.message.EmailMessage(policy=email.policy.SMTPUTF8)
    mail["From"], mail["To"] = sender.address, inbox.address
    mail["Subject"] = " ".join(matter.subject.split())
    mail["Message-ID"] = f"<{_external_id(matter)}@{SOURCE.replace(' ', '-')}.invalid>"
    mail.set_content(matter.text)
    for photo in matter.photos:
        main, _slash, sub = photo.content_type.partition("/")
        mail.add_attachment(photo.content, maintype=main, subtype=sub, filename=photo.filename)
    return mail.as_bytes()


def _link(conversation: Conversation, order: Order) -> None:
    """The order is what it is about, whatever numbers stand in the text."""
    _row, is_new = ConversationOrder.objects.get_or_create(
        conversation=conversation, order=order, defaults={"found_by": str(FoundBy.NUMBER)}
    )
    if is_new:
        data = {"order": order.pk, "number": order.number, "found_by": str(FoundBy.NUMBER)}
        record(linking_orders.LINKED, conversation, data=data)
        linking_orders.make_findable([conversation])
