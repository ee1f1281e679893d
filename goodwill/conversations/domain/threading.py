"""Decides which conversation an inbound message belongs to, by proof and never by guess."""

import hashlib
from dataclasses import dataclass

from goodwill.conversations.access import shown_in as shown_in
from goodwill.conversations.domain import refreshing
from goodwill.conversations.enums import Delivery, Direction, MatchedBy, Status
from goodwill.conversations.models import AwaitedReference, Conversation, Message
from goodwill.core import signing
from goodwill.core.rows import Prepared, fetch
from goodwill.customers.models import Identity
from goodwill.inboxes.contract import InboundMessage
from goodwill.inboxes.models import Inbox

ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"
LONGEST_ID = 255
MOST_AWAITED = 10
# The nearest decide; a header with thousands of ids is somebody's attempt to keep the desk busy.
MOST_REFERENCES, MOST_TOKENS = 50, 5


@dataclass(frozen=True)
class Sender:
    """Who wrote: an address, and the customer that it is known to belong to."""

    address: str
    customer_id: int | None = None


@dataclass(frozen=True)
class Match:
    """Where a message belongs. Without ``conversation`` it starts a new one, linked to ``related`` for ``reason``.

    ``answered_from`` is the address that alone was given the reply token by which it was found.
    """

    conversation: Conversation | None
    matched_by: MatchedBy
    is_third_party: bool = False
    related: Conversation | None = None
    reason: str = ""
    answered_from: str = ""


def reply_token(conversation_id: int, address: str) -> str:
    """The secret part of the reply address that this recipient alone gets for this conversation."""
    return f"{_base36(conversation_id)}-{signing.seal('reply', conversation_id, address)}"


def message_id(message_pk: int, domain: str) -> str:
    """A Message-ID that proves to be ours when somebody answers it."""
    return f"gw.{_base36(message_pk)}.{signing.seal('message-id', message_pk)}@{domain}"


def stored_id(external_id: str) -> str:
    """The form in which an id stands in the database: as it is, or cut and made unique again where it is too long."""
    if len(external_id) <= LONGEST_ID:
        return external_id
    return f"{external_id[:200]}~{hashlib.sha256(external_id.encode('utf-8', 'replace')).hexdigest()[:32]}"


def match(inbound: InboundMessage, inbox_id: int, sender: Sender, *, is_history: bool = False) -> Match:
    """Find the conversation by the strongest proof that the message carries.

    In this order: a reply token, a Message-ID that we signed, a reference to a known message of the same inbox, or
    from one that came in before this. A sender who does not take part in what was found is a third party there when
    the proof was one that only a participant could pass on; a mere reference from a stranger starts a conversation of
    its own. What is closed is followed by a new conversation, except by ``is_history``, which was said before it closed.
    """
    found = _found(inbound, inbox_id, sender)
    return found if found.conversation is None else _continued(found, is_history)


def _found(inbound: InboundMessage, inbox_id: int, sender: Sender) -> Match:
    proven = _by_token(inbound) or _by_signed_id(inbound)
    if proven is not None:
        conversation, matched_by, answered_from = proven
        is_third_party = not _takes_part(sender, shown_in(conversation))
        return Match(conversation, matched_by, is_third_party, answered_from=answered_from)
    referred = _by_reference(inbound, inbox_id)
    if referred is not None:
        if _takes_part(sender, shown_in(referred)):
            return Match(referred, MatchedBy.REFERENCES)
        return Match(None, MatchedBy.NEW, related=shown_in(referred), reason="references")
    awaiting = _awaiting(inbound, inbox_id, sender)
    return Match(awaiting, MatchedBy.REFERENCES) if awaiting is not None else Match(None, MatchedBy.NEW)


def _continued(found: Match, is_history: bool) -> Match:
    """What was merged continues where it went; what is closed is past reopening, and a linked one follows it."""
    assert found.conversation is not None
    conversation = shown_in(found.conversation)
    if conversation.status == Status.CLOSED and not is_history:
        return Match(None, MatchedBy.NEW, related=conversation, reason="follow_up", answered_from=found.answered_from)
    return Match(conversation, found.matched_by, found.is_third_party, answered_from=found.answered_from)


def conversation_of_token(token: str) -> tuple[Conversation, str] | None:
    """The conversation that a reply token names and the address it was made for; None when the token is forged."""
    number, _, seal = token.lower().partition("-")
    if not _is_base36(number):
        return None
    conversation = fetch(Conversation, id=int(number, 36))
    if conversation is None:
        return None
    for address in sorted(participants(conversation)):
        if signing.check("reply", seal, conversation.pk, address):
            return conversation, address
    return None


def message_of_id(external_id: str) -> Message | None:
    """Our message whose signed Message-ID this is; None when it is not one of ours."""
    name, _, rest = external_id.partition(".")
    number, _, seal = rest.partition("@")[0].partition(".")
    if name != "gw" or not _is_base36(number):
        return None
    message_pk = int(number, 36)
    if not signing.check("message-id", seal, message_pk):
        return None
    return Message.objects.select_related("conversation__merged_into").filter(pk=message_pk, direction=Direction.OUTBOUND).first()


def participants(conversation: Conversation) -> set[str]:
    """Every address that takes part: the customer's own, and whom we or the customer wrote to.

    Never a third party's, never one that a message was withdrawn from before it left, and never our own.
    """
    ids = refreshing.part_ids(conversation)
    found = set(Identity.objects.filter(customer__conversations__in=ids).values_list("address", flat=True))
    said = Message.objects.filter(conversation_id__in=ids, is_third_party=False).exclude(delivery=Delivery.UNDONE)
    for direction, sender, recipients in said.values_list("direction", "sender_address", "recipients").iterator():
        if direction == Direction.INBOUND:
            found.add(sender)
        found.update(entry["address"] for entry in recipients)
    return found - _our_addresses(conversation) - {""}


def await_references(inbound: InboundMessage, conversation: Conversation) -> None:
    """Remember the ids that a conversation's first message refers to and that have not come in yet."""
    wanted = dict.fromkeys(stored_id(external_id) for external_id in inbound.references[:MOST_AWAITED])
    if not wanted:
        return
    known = Message.objects.filter(inbox_id=conversation.inbox_id, external_id__in=wanted).values_list("external_id", flat=True)
    AwaitedReference.objects.bulk_create(
        [
            AwaitedReference(inbox_id=conversation.inbox_id, external_id=external_id, conversation=conversation)
            for external_id in wanted.keys() - set(known)
        ],
        ignore_conflicts=True,
    )


def _our_addresses(conversation: Conversation) -> set[str]:
    address, aliases = Inbox.objects.values_list("address", "aliases").get(pk=conversation.inbox_id)
    return {address, *aliases}


def _takes_part(sender: Sender, conversation: Conversation) -> bool:
    return sender.customer_id == conversation.customer_id or sender.address in participants(conversation)


def _by_token(inbound: InboundMessage) -> tuple[Conversation, MatchedBy, str] | None:
    for token in inbound.reply_tokens[:MOST_TOKENS]:
        found = conversation_of_token(token)
        if found is not None:
            return found[0], MatchedBy.REPLY_TOKEN, found[1]
    return None


def _by_signed_id(inbound: InboundMessage) -> tuple[Conversation, MatchedBy, str] | None:
    for external_id in inbound.references[:MOST_REFERENCES]:
        message = message_of_id(external_id)
        if message is not None:
            return message.conversation, MatchedBy.SIGNED_ID, ""
    return None


def _by_reference(inbound: InboundMessage, inbox_id: int) -> Conversation | None:
    references = [stored_id(external_id) for external_id in inbound.references[:MOST_REFERENCES]]
    if not references:
        return None
    found = next((row[0] for row in (_SAID_UNDER.first(inbox_id, external_id) for external_id in references) if row), None)
    return None if found is None else fetch(Conversation, id=found)


def _awaiting(inbound: InboundMessage, inbox_id: int, sender: Sender) -> Conversation | None:
    """A conversation whose first message came before this one, which it answers or shares an ancestor with."""
    ids = [stored_id(inbound.external_id), *map(stored_id, inbound.references[:MOST_AWAITED])]
    numbers = sorted({row[0] for external_id in ids for row in _AWAITED_BY.all(inbox_id, external_id)})
    found = (fetch(Conversation, id=number) for number in numbers)
    return next((conversation for conversation in found if conversation and _takes_part(sender, shown_in(conversation))), None)


_SAID_UNDER = Prepared(
    lambda inbox, said: Message.objects.filter(inbox_id=inbox, external_id=said).values_list("conversation_id"), int, str
)
_AWAITED_BY = Prepared(
    lambda inbox, said: AwaitedReference.objects.filter(inbox_id=inbox, external_id=said).order_by().values_list("conversation_id"),
    int,
    str,
)


def _is_base36(number: str) -> bool:
    # Twelve digits of base 36 fit into the 64 bits of a key.
    return 0 < len(number) <= 12 and set(number) <= set(ALPHABET)


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = ALPHABET[digit] + digits
    return digits or "0"
