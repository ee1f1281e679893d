"""Reads what rules did: in one conversation, or by one rule."""

from goodwill.automation.models import MacroUse, Rule, Run
from goodwill.conversations.domain.refreshing import part_ids
from goodwill.conversations.models import Conversation

NEWEST = 30


def runs_of(conversation: Conversation, limit: int = NEWEST) -> list[Run]:
    """The newest runs in a conversation and those merged into it, newest first."""
    found = Run.objects.filter(conversation_id__in=part_ids(conversation)).select_related("rule")
    return list(found.order_by("-id")[:limit])


def runs_by(rule: Rule, limit: int = NEWEST, before: int = 0) -> list[Run]:
    """The newest runs of a rule, newest first; ``before`` a run's number for more."""
    found = Run.objects.filter(rule=rule).select_related("conversation")
    return list((found.filter(pk__lt=before) if before else found).order_by("-id")[:limit])


def runs_among(numbers: list[int]) -> dict[int, Run]:
    """Runs by their numbers, for the entries of a timeline."""
    return {run.pk: run for run in Run.objects.filter(pk__in=numbers).select_related("rule")} if numbers else {}


def uses_of(conversation: Conversation, limit: int = NEWEST) -> list[MacroUse]:
    """The newest uses of macros in a conversation, newest first."""
    found = MacroUse.objects.filter(conversation_id__in=part_ids(conversation)).select_related("agent", "message")
    return list(found.order_by("-id")[:limit])
