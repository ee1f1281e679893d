"""Reads what a conversation page shows: messages, notes and events in the order in which they happened."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

from goodwill.activity.models import Activity
from goodwill.conversations.domain import refreshing
from goodwill.conversations.enums import Delivery
from goodwill.conversations.models import Attachment, Conversation, Message, Note
from goodwill.core.row_objects import PreparedObjects

NEWEST = 30
# Said elsewhere on the page: the message, the note, or the conversation itself.
END = 2**62
UNSHOWN = (
    "message.received",
    "message.sent",
    "note.added",
    "conversation.created",
    "message.bounced",
    "message.failed",
    "target.started",
    "target.cancelled",
)


@dataclass
class Entry:
    """One thing on the page; exactly one of ``message``, ``note`` and ``event`` is set."""

    position: int
    at: datetime
    message: Message | None = None
    note: Note | None = None
    event: Activity | None = None
    attachments: list[Attachment] = field(default_factory=list)


@dataclass(frozen=True)
class Timeline:
    """The newest entries in order; ``earlier`` is the position to ask before for more, 0 when all are here."""

    entries: list[Entry]
    earlier: int
    part_ids: list[int]


def of(conversation: Conversation, *, before: int = 0, since: int = 0, limit: int = NEWEST) -> Timeline:
    """The newest ``limit`` messages (or those before a position, or all since one) with the notes and events among them.

    The number of statements does not depend on how much is said.
    """
    ids = refreshing.part_ids(conversation)
    top = before or END
    messages = _said(limit + 1).all(ids, since, top)
    has_more = len(messages) > limit
    messages = messages[:limit]
    lowest = messages[-1].position if has_more else since + 1
    entries = [Entry(message.position, message.created_at, message=message) for message in messages]
    _attach(entries)
    entries += [Entry(note.position, note.created_at, note=note) for note in _NOTES.all(ids, lowest, top)]
    entries += [Entry(event.pk, event.at, event=event) for event in _EVENTS.all(ids, lowest, top)]
    entries.sort(key=lambda entry: entry.position)
    return Timeline(entries, lowest if has_more else 0, ids)


def _attach(entries: list[Entry]) -> None:
    by_message = {entry.message.pk: entry for entry in entries if entry.message}
    for attachment in _FILES.all(list(by_message)):
        by_message[attachment.message_id].attachments.append(attachment)


@cache
def _said(limit: int) -> PreparedObjects[Message]:
    return PreparedObjects(
        lambda ids, since, top: (
            Message.objects.filter(conversation_id__in=ids, position__gt=since, position__lt=top)
            .exclude(delivery=Delivery.UNDONE)
            .select_related("author")
            .order_by("-position")[:limit]
        )
    )


_FILES = PreparedObjects(lambda ids: Attachment.objects.filter(message_id__in=ids))
_NOTES = PreparedObjects(
    lambda ids, lowest, top: Note.objects.filter(conversation_id__in=ids, position__gte=lowest, position__lt=top).select_related("author")
)
_EVENTS = PreparedObjects(
    lambda ids, lowest, top: (
        Activity.objects.filter(subject_kind="conversation", subject_id__in=ids, id__gte=lowest, id__lt=top)
        .exclude(kind__in=UNSHOWN)
        .select_related("agent")
    )
)
