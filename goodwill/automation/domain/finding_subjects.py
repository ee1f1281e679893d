"""Finds the conversations that an activity is about: its own subject, or those about its order or remedy."""

from goodwill.activity.models import Activity
from goodwill.commerce.models import Shipment
from goodwill.conversations.access import shown_in
from goodwill.conversations.enums import Status
from goodwill.conversations.models import Conversation, ConversationOrder
from goodwill.core.row_objects import PreparedObjects
from goodwill.remedies.models import Remedy

# An order that everybody writes about is no matter for one rule: the newest few.
MOST = 20


def conversation(number: int) -> Conversation:
    """The conversation with what rules ask of most; the one that shows it where it was merged."""
    found = _ONE.first(number)
    if found is None:
        raise Conversation.DoesNotExist(f"There is no conversation {number}.")
    return conversation(shown_in(found).pk) if found.merged_into_id else found


def conversations_of(activity: Activity) -> list[Conversation]:
    """Those that are not closed where it is about something else; each as it is now."""
    match activity.subject_kind:
        case "conversation":
            found = _ONE.first(activity.subject_id)
            return [] if found is None else [conversation(found.pk) if found.merged_into_id else found]
        case "order":
            return about_order(activity.subject_id)
        case "shipment":
            order = Shipment.objects.filter(pk=activity.subject_id).values_list("order_id", flat=True).first()
            return about_order(order) if order else []
        case "remedy":
            remedy = Remedy.objects.filter(pk=activity.subject_id).first()
            return _of_remedy(remedy) if remedy else []
        case _:
            return []


def about_order(order_id: int) -> list[Conversation]:
    """The newest conversations that are linked to an order and not closed."""
    links = ConversationOrder.objects.filter(order_id=order_id, is_dismissed=False, conversation__merged_into=None)
    numbers = links.exclude(conversation__status=Status.CLOSED).order_by("-conversation_id").values_list("conversation_id", flat=True)
    return [conversation(number) for number in sorted(set(numbers[:MOST]))]


def _of_remedy(remedy: Remedy) -> list[Conversation]:
    if remedy.conversation_id:
        return [conversation(remedy.conversation_id)]
    return about_order(remedy.order_id) if remedy.order_id else []


_ONE = PreparedObjects(lambda number: Conversation.objects.filter(pk=number).select_related("inbox", "customer", "topic", "merged_into"))
