"""What this room does when something happens in the rooms below: announcements explain what comes in."""

from goodwill.activity.models import Activity
from goodwill.activity.recording import subscribe
from goodwill.coaching.domain import explaining
from goodwill.conversations.models import Conversation, Message


@subscribe("message.received")
def explain_message(activity: Activity) -> None:
    message = activity.context["message"]
    assert isinstance(message, Message)
    explaining.explain(message.conversation, message)


@subscribe("conversation.classified")
def explain_classified(activity: Activity) -> None:
    # Recorded before the row is written: the topic is the one that was just given.
    conversation = Conversation.objects.select_related("inbox", "customer").get(pk=activity.subject_id)
    conversation.topic_id = activity.data["to"]
    explaining.explain(conversation)
