"""The door by which faces get the targets of conversations."""

from goodwill.accounts.models import Agent
from goodwill.conversations import access
from goodwill.conversations.models import Conversation
from goodwill.core.row_objects import PreparedObjects
from goodwill.service_levels.models import Target


def targets_of(conversation: Conversation) -> list[Target]:
    """All targets of a conversation that somebody may see, those that run first, by when they end; then the newest."""
    found = _TARGETS.all(conversation.pk)
    running = sorted((target for target in found if target.is_open), key=lambda target: (target.due_at is None, target.due_at, target.pk))
    return running + [target for target in reversed(found) if not target.is_open]


def target_for(agent: Agent, number: int) -> Target:
    """The target with this number; raise ``conversations.access.NotVisible`` where the agent may not see its conversation."""
    target = _TARGET.first(number)
    if target is None:
        raise access.NotVisible(number)
    target.conversation = access.conversation_for(agent, target.conversation_id)
    return target


_WITH = ("policy", "goal", "calendar", "earlier", "order")
_TARGETS = PreparedObjects(lambda conversation: Target.objects.filter(conversation_id=conversation).select_related(*_WITH).order_by("id"))
_TARGET = PreparedObjects(lambda number: Target.objects.filter(pk=number).select_related(*_WITH))
