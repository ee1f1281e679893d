"""What conditions of rules ask beside the base facts: what happened, who wrote, what was promised and given."""

from goodwill.conversations.domain.refreshing import part_ids
from goodwill.conversations.enums import Direction
from goodwill.conversations.models import Message
from goodwill.conversations.situations import Facts, fact
from goodwill.remedies.domain.describing import GRANTED
from goodwill.remedies.models import Remedy


@fact("activity")
def activity(facts: Facts) -> str:
    """The kind of what happened; "" where time has passed, or an agent asks."""
    return ""


@fact("actor")
def actor(facts: Facts) -> str:
    """Who did what happened: agent, customer or system."""
    return "system"


@fact("status_was")
def status_was(facts: Facts) -> str:
    """The status before what happened; "" where that changed none."""
    return ""


@fact("is_first_message")
def is_first_message(facts: Facts) -> bool:
    """Whether nobody said anything before the message that gave rise to asking."""
    if facts.message is None:
        return bool(facts["message_count"] <= 1)
    before = Message.objects.filter(conversation_id__in=part_ids(facts.conversation), position__lt=facts.message.position)
    return not before.exists()


@fact("has_attachment")
def has_attachment(facts: Facts) -> bool:
    if facts.message is None:
        return facts.conversation.has_attachments
    return facts.message.attachments.filter(is_inline=False).exists()


@fact("remedy_kinds")
def remedy_kinds(facts: Facts) -> list[str]:
    """The kinds of remedies that were granted in this conversation."""
    granted = Remedy.objects.filter(conversation_id__in=part_ids(facts.conversation), state__in=GRANTED)
    return sorted(set(granted.values_list("kind", flat=True)))


@fact("reply_count")
def reply_count(facts: Facts) -> int:
    """How often a person of ours answered."""
    said = Message.objects.filter(conversation_id__in=part_ids(facts.conversation), direction=Direction.OUTBOUND, is_automatic=False)
    return said.count()
