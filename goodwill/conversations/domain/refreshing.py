"""Derives what a list shows of a conversation from its messages: step by step, or anew."""

from goodwill.conversations.enums import Delivery, Direction
from goodwill.conversations.models import Attachment, Conversation, Message, Tagging
from goodwill.core.rows import PreparedAmong

WORDS = 160


# The columns that ``extend`` changes.
EXTENDED = ("message_count", "last_message_at", "last_words", "last_direction", "has_attachments", "last_inbound", "waiting_since")


def extend(conversation: Conversation, message: Message, *, has_attachments: bool = False) -> None:
    """Take one more message into the row; the caller saves it."""
    conversation.message_count += 1
    conversation.last_message_at = max(conversation.last_message_at, message.created_at)
    if _speaks(message):
        conversation.last_words, conversation.last_direction = words_of(message), message.direction
    conversation.has_attachments = conversation.has_attachments or has_attachments
    if message.direction == Direction.INBOUND:
        conversation.last_inbound = message.position
        if not message.is_third_party:
            conversation.waiting_since = conversation.waiting_since or message.created_at
    elif not message.is_automatic:
        conversation.waiting_since = None


def refresh(conversation: Conversation) -> None:
    """Derive all of it anew from what is said in the conversation and in those merged into it; the caller saves it."""
    ids = part_ids(conversation)
    messages = list(
        Message.objects.filter(conversation_id__in=ids)
        .exclude(delivery=Delivery.UNDONE)
        .order_by("position")
        .only("position", "direction", "is_automatic", "is_third_party", "created_at", "new_text", "text")
    )
    conversation.message_count = len(messages)
    attached = Attachment.objects.filter(message__conversation_id__in=ids).exclude(message__delivery=Delivery.UNDONE)
    conversation.has_attachments = attached.exists()
    conversation.waiting_since, conversation.last_inbound = None, 0
    conversation.last_words, conversation.last_message_at = "", conversation.created_at
    conversation.last_direction = Direction.INBOUND
    for message in messages:
        if message.direction == Direction.INBOUND:
            conversation.last_inbound = message.position
            if not message.is_third_party:
                conversation.waiting_since = conversation.waiting_since or message.created_at
        elif not message.is_automatic:
            conversation.waiting_since = None
        conversation.last_message_at = max(conversation.last_message_at, message.created_at)
    spoken = [message for message in messages if _speaks(message)]
    if spoken:
        conversation.last_words, conversation.last_direction = words_of(spoken[-1]), spoken[-1].direction
    # Sorted here: databases sort by their own rules, and one step at a time must give the same.
    conversation.tag_names = sorted(Tagging.objects.filter(conversation=conversation).values_list("tag__name", flat=True))


def _speaks(message: Message) -> bool:
    """An acknowledgement that the desk wrote by itself does not hide the customer's words from the list."""
    return message.direction == Direction.INBOUND or not message.is_automatic


def part_ids(conversation: Conversation) -> list[int]:
    """The ids of the conversation and of all that were merged into it, directly or through another."""
    found, level = [conversation.pk], [conversation.pk]
    while level:
        level = [number for (number,) in _MERGED_INTO.all(level)]
        found += level
    return found


_MERGED_INTO = PreparedAmong(lambda those: Conversation.objects.filter(merged_into_id__in=those).values_list("id"))


def words_of(message: Message) -> str:
    """The first words of a message on one line."""
    return " ".join((message.new_text or message.text)[: 4 * WORDS].split())[:WORDS]
