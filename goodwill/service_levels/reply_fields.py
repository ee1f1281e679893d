"""What texts for customers may name of what is promised to them: ``{{ promise }}``."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy

from goodwill.conversations.models import Conversation
from goodwill.conversations.situations import Facts
from goodwill.core.clock import now
from goodwill.service_levels import wording
from goodwill.service_levels.domain import choosing, promising_honestly
from goodwill.service_levels.enums import Metric

FIELDS = {"promise": (gettext_lazy("by when we answer, as far as we can keep it now"), gettext_lazy("We answer within 2 hours."))}


def values(conversation: Conversation) -> Mapping[str, str]:
    """By the policy that fits this conversation, and by the queue; nothing where no answer is promised."""
    at = now()
    chosen = choosing.current().choose(Facts(conversation))
    goal = chosen.get(Metric.FIRST_RESPONSE) or chosen.get(Metric.NEXT_RESPONSE)
    if goal is None:
        return {}
    load = promising_honestly.load_of(conversation.inbox_id, goal.hours, at)
    found = promising_honestly.reckon(goal.hours, at, goal.within, load)
    return {"promise": wording.sentences(found, at)} if found is not None else {}
