"""Keeps from when to when conversations were open with agents, as far as activities tell; the base of occupancy."""

from datetime import datetime

from goodwill.activity.models import Activity
from goodwill.conversations.enums import Status
from goodwill.conversations.models import Conversation
from goodwill.core import rows
from goodwill.core.clock import now
from goodwill.workforce.models import Holding


def follow(activity: Activity) -> None:
    """Begin and end what an activity of a conversation begins and ends; its row may not be written yet."""
    number, at = activity.subject_id, activity.at
    match activity.kind:
        case "conversation.assigned":
            end(number, at)
            _begin(number, activity.data["to"], at, needs_open=True)
        case "conversation.reopened" | "conversation.woken":
            _begin(number, None, at, needs_open=False)
        case "message.sent":
            # The first answer to what is nobody's makes it its author's.
            if activity.data.get("took") and activity.data.get("to") == Status.OPEN:
                _begin(number, activity.agent_id, at, needs_open=False)
        case "conversation.merged":
            end(activity.data["source"], at)
        case "conversation.unmerged":
            _begin(activity.data["source"], None, at, needs_open=True)
        case _:
            end(number, at)


def end(conversation_id: int, at: datetime | None = None) -> None:
    """Nobody has it any more."""
    held = Holding.objects.filter(conversation_id=conversation_id, ended_at=None).first()
    if held is not None:
        held.ended_at = max(at or now(), held.started_at)
        rows.update(held, ["ended_at"])


def _begin(conversation_id: int, agent_id: int | None, at: datetime, *, needs_open: bool) -> None:
    found = Conversation.objects.select_related("inbox").filter(pk=conversation_id).first()
    agent_id = agent_id or (found.assignee_id if found else None)
    if found is None or agent_id is None or (needs_open and found.status != Status.OPEN):
        return
    Holding.objects.get_or_create(
        conversation_id=conversation_id,
        ended_at=None,
        defaults={"agent_id": agent_id, "channel": found.inbox.kind, "started_at": at},
    )
