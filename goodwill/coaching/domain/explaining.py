"""Finds the conversations that an announcement explains: as messages come in, and among the open ones when it begins."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from goodwill.accounts.models import Agent
from goodwill.coaching.conditions import KIT
from goodwill.coaching.models import Announcement, Explanation
from goodwill.conversations.domain.changing import announce
from goodwill.conversations.enums import Direction, Status
from goodwill.conversations.models import Conversation, Message
from goodwill.conversations.situations import Facts
from goodwill.core.clock import now
from goodwill.core.row_objects import PreparedObjects
from goodwill.core.rows import Prepared

BATCH = 200
OPEN = (Status.OPEN, Status.PENDING, Status.SNOOZED)
Matchers = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Reach:
    """How many conversations an announcement explains, and how many of them wait for an answer."""

    all: int
    waiting: int


def explain(conversation: Conversation, message: Message | None = None) -> list[int]:
    """Note which of the announcements that are shown now explain the conversation; return their numbers.

    One statement where none is shown, or none explains anything. What an agent found wrong is not said again.
    """
    wanted = [(number, matchers) for number, matchers in _LIVE.all() if matchers]
    if not wanted:
        return []
    facts = Facts(conversation, message=message)
    return _note(conversation, [number for number, matchers in wanted if holds(matchers, facts)])


def holds(matchers: Iterable[Mapping[str, Any]], facts: Facts) -> bool:
    """Whether all conditions hold; none at all explains nothing, and neither does one that is not installed."""
    known = list(matchers)
    return bool(known) and all(given.get("name") in KIT.all and KIT.holds(given, facts) for given in known)


def explain_batch(number: int, edition: int, after: int) -> int:
    """Look through the open conversations that follow ``after``; return where the next batch begins, 0 at the end.

    A batch for an older edition does nothing: the change that made the newer one began anew. What no longer fits and
    nobody judged is taken back.
    """
    announcement = Announcement.objects.filter(pk=number, edition=edition, is_live=True).first()
    if announcement is None:
        return 0
    beside = ("inbox", "customer", "topic")
    among = Conversation.objects.filter(status__in=OPEN, merged_into=None, pk__gt=after).order_by("pk")
    found = list(among.select_related(*beside)[:BATCH])
    said = _said(found)
    for conversation in found:
        facts = Facts(conversation, given={"text": said[conversation.pk]} if conversation.pk in said else None)
        if holds(announcement.matchers, facts):
            if _note(conversation, [number]):
                announce(conversation)
        elif Explanation.objects.filter(conversation=conversation, announcement=announcement, dismissed_at=None).delete()[0]:
            announce(conversation)
    return found[-1].pk if len(found) == BATCH else 0


def foreseen(matchers: Matchers, *, most: int = BATCH) -> list[Conversation]:
    """The open conversations, newest first, that an announcement with these conditions would explain; for who writes it."""
    if not matchers:
        return []
    recent = Conversation.objects.filter(status__in=OPEN, merged_into=None).order_by("-last_message_at", "-id")
    found = list(recent.select_related("inbox", "customer", "topic")[:most])
    said = _said(found)
    return [one for one in found if holds(matchers, Facts(one, given={"text": said[one.pk]} if one.pk in said else None))]


def explanations(conversation: Conversation) -> list[Explanation]:
    """What explains the conversation now, by announcements that are still shown; one statement."""
    return _OF_CONVERSATION.all(conversation.pk)


def dismiss(explanation: Explanation, *, by: Agent) -> None:
    """An agent found that it does not explain this one: it is not said here again."""
    with transaction.atomic():
        Explanation.objects.filter(pk=explanation.pk).update(dismissed_at=now(), dismissed_by=by)
        announce(explanation.conversation)


def reach(announcement: Announcement) -> Reach:
    found = Explanation.objects.filter(announcement=announcement, dismissed_at=None)
    return Reach(found.count(), found.exclude(conversation__waiting_since=None).filter(conversation__status__in=OPEN).count())


def _note(conversation: Conversation, numbers: list[int]) -> list[int]:
    """Keep those that are new."""
    if not numbers:
        return []
    known = set(Explanation.objects.filter(conversation=conversation, announcement__in=numbers).values_list("announcement_id", flat=True))
    fresh = [number for number in numbers if number not in known]
    rows = [Explanation(announcement_id=number, conversation=conversation) for number in fresh]
    Explanation.objects.bulk_create(rows, ignore_conflicts=True)
    return fresh


def _said(conversations: list[Conversation]) -> dict[int, str]:
    """All that the customers wrote in these conversations; one statement."""
    words: dict[int, list[str]] = defaultdict(list)
    found = Message.objects.filter(conversation__in=conversations, direction=Direction.INBOUND).order_by("position")
    for number, new_text, text in found.values_list("conversation_id", "new_text", "text"):
        words[number].append(new_text or text)
    return {number: "\n".join(those) for number, those in words.items()}


_LIVE = Prepared(lambda: Announcement.objects.filter(is_live=True).order_by("id").values_list("id", "matchers"))
_OF_CONVERSATION = PreparedObjects(
    lambda conversation: (
        Explanation.objects.filter(conversation_id=conversation, dismissed_at=None, announcement__is_live=True)
        .select_related("announcement")
        .order_by("-announcement__is_urgent", "id")
    )
)
