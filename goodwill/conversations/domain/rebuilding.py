"""Makes anew what is derived: list rows, counters, search index."""

from collections.abc import Callable, Sequence

from django.db import transaction

from goodwill.conversations.domain import indexing, linking_orders, naming, refreshing, tallying
from goodwill.conversations.domain.changing import changing
from goodwill.conversations.models import Conversation, Message, Note
from goodwill.core.rows import walk
from goodwill.core.search import Document
from goodwill.core.search import indexing as search_indexing
from goodwill.core.search import rebuilding as search

Progress = Callable[[int, int], None]
BATCH = 500
DERIVED = (
    "customer_name",
    "last_message_at",
    "last_words",
    "last_direction",
    "last_inbound",
    "waiting_since",
    "message_count",
    "has_attachments",
    "tag_names",
)


def rebuild_rows(progress: Progress | None = None) -> int:
    """Derive every list row from messages and tags; return how many were wrong."""
    total, wrong = Conversation.objects.count(), 0
    for done, conversation in enumerate(walk(Conversation.objects.select_related("customer")), start=1):
        if differs(conversation):
            wrong += 1
            rebuild_row(conversation)
        if progress:
            progress(done, total)
    return wrong


def rebuild_counters() -> int:
    """Count anew; return how many counters were wrong."""
    return tallying.rebuild()


def rebuild_search(progress: Progress | None = None) -> int:
    """Index everything anew, a batch at a time; go on where an interrupted one stopped. Return how many documents."""
    total = indexing.findable_messages().count() + Note.objects.count()

    def report(reached: search.Progress) -> None:
        if progress:
            progress(min(reached.documents, total), total)

    return search.rebuild(_Said(), report).documents


class _Said:
    """Messages and notes in the order of their positions."""

    def documents(self, after: int, limit: int) -> Sequence[Document]:
        around = {"position__gt": after}
        messages = list(
            indexing.findable_messages().filter(**around).select_related("conversation__merged_into").order_by("position")[:limit]
        )
        notes = list(Note.objects.filter(**around).select_related("conversation__merged_into", "author").order_by("position")[:limit])
        kept = sorted(_documents(messages, notes), key=lambda document: document.key)[:limit]
        positions = {document.key for document in kept}
        shown = [message for message in messages if message.position in positions]
        for message in shown:
            indexing.put_identifiers(message)
        linking_orders.make_findable(message.conversation for message in shown)
        return kept


def rebuild_row(conversation: Conversation) -> None:
    """Derive one list row from messages and tags, under its lock."""
    with changing(conversation, even_merged=True) as fresh:
        _derive(fresh)


def differs(conversation: Conversation) -> bool:
    """Whether the row is not what its messages say; the instance has what they say afterwards, and is not saved."""
    before = [getattr(conversation, name) for name in DERIVED]
    _derive(conversation)
    return [getattr(conversation, name) for name in DERIVED] != before


def index_missing(positions: Sequence[int]) -> int:
    """Index what was said at these positions; return how many documents that are."""
    number = 0
    for start in range(0, len(positions), BATCH):
        here = positions[start : start + BATCH]
        with transaction.atomic():
            messages = list(indexing.findable_messages().filter(position__in=here).select_related("conversation__merged_into"))
            notes = list(Note.objects.filter(position__in=here).select_related("conversation__merged_into", "author"))
            documents = _documents(messages, notes)
            search_indexing.index(documents)
            for message in messages:
                indexing.put_identifiers(message)
            linking_orders.make_findable(message.conversation for message in messages)
        number += len(documents)
    return number


def _documents(messages: Sequence[Message], notes: Sequence[Note]) -> list[Document]:
    names = indexing.attachment_names(messages)
    return [*(indexing.message_document(message, names[message.pk]) for message in messages), *map(indexing.note_document, notes)]


def _derive(conversation: Conversation) -> None:
    refreshing.refresh(conversation)
    conversation.customer_name = naming.name_of(conversation.customer)
