"""Puts what is said into the search index, and keeps there who may find it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import QuerySet

from goodwill.conversations.access import tokens_of
from goodwill.conversations.enums import Delivery, Direction
from goodwill.conversations.models import Attachment, Conversation, Message, Note
from goodwill.core.search import Document, identifiers
from goodwill.core.search import indexing as search

WITH_FILES = "att"


def index_message(message: Message, *, attachment_names: Iterable[str] = ()) -> None:
    """Make a message findable by its words, its people, its files, and the identifiers in it."""
    search.index([message_document(message, list(attachment_names))])
    put_identifiers(message)


def index_note(note: Note) -> None:
    search.index([note_document(note)])


def message_document(message: Message, files: Sequence[str]) -> Document:
    """What the index holds of a message; ``files`` are the names of its attachments."""
    conversation = message.conversation
    names = [message.sender_name, message.sender_address, *files]
    names += [part for entry in message.recipients for part in (entry["name"], entry["address"])]
    return Document(
        key=message.position,
        group=conversation.pk,
        kind="message",
        at=message.created_at,
        scope=tokens_of(conversation),
        title=_title(message.subject, conversation.subject),
        text=message.new_text or message.text,
        names=" ".join(filter(None, names)),
        marks=(WITH_FILES,) if files else (),
    )


def _title(own: str, shown: str) -> str:
    """What a message is titled; with it what the conversation is called now, for it may have been renamed."""
    return own if own.casefold().endswith(shown.casefold()) else f"{own} {shown}".strip()


def note_document(note: Note) -> Document:
    return Document(
        key=note.position,
        group=note.conversation_id,
        kind="note",
        at=note.created_at,
        scope=tokens_of(note.conversation),
        title=note.conversation.subject,
        text=note.text,
        names=str(note.author or ""),
    )


def put_identifiers(message: Message) -> None:
    """Let the conversation be found by the order numbers, addresses and phones in this message."""
    said = message.new_text or message.text
    # Our own address is on each answer and tells nothing.
    addresses = [message.sender_address] if message.is_inbound else [entry["address"] for entry in message.recipients]
    pairs = [*identifiers.extract(f"{message.subject}\n{said}"), *((identifiers.Kind.EMAIL, address) for address in addresses)]
    identifiers.put(message.conversation_id, pairs, tokens_of(message.conversation))


def retitle(conversation: Conversation) -> None:
    """Let what is said in the conversation be found by its new subject."""
    messages = list(findable_messages().filter(conversation=conversation))
    notes = list(Note.objects.filter(conversation=conversation).select_related("author"))
    said: list[Message | Note] = [*messages, *notes]
    for one in said:
        one.conversation = conversation
    names = attachment_names(messages)
    search.index([*(message_document(message, names[message.pk]) for message in messages), *map(note_document, notes)])


def findable_messages() -> QuerySet[Message]:
    """All but those that were taken back, and what the desk said by itself: its words stand in every conversation."""
    return Message.objects.exclude(delivery=Delivery.UNDONE).exclude(direction=Direction.OUTBOUND, is_automatic=True)


def attachment_names(messages: Sequence[Message]) -> dict[int, list[str]]:
    names: dict[int, list[str]] = defaultdict(list)
    found = Attachment.objects.filter(message__in=messages).order_by("id").values_list("message_id", "filename")
    for number, filename in found:
        names[number].append(filename)
    return names


def rescope(conversation: Conversation) -> None:
    """Who may find the conversation has changed."""
    search.rescope(conversation.pk, tokens_of(conversation))


def forget(message: Message) -> None:
    search.remove([message.position])
