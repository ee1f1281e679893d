"""Takes conversations into the queue and out of it; looks at what waits in the order in which it is served."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from goodwill.activity.models import Actor
from goodwill.conversations.domain import assigning
from goodwill.conversations.domain.changing import locked
from goodwill.conversations.models import Conversation
from goodwill.core import jobs, live, rows
from goodwill.core.clock import now
from goodwill.workforce.domain import holding, presence, requiring
from goodwill.workforce.domain.selecting import Candidate, Need
from goodwill.workforce.domain.settings import Settings
from goodwill.workforce.enums import Why
from goodwill.workforce.models import QueueEntry, RoutingRule

PAGE = 100
ORDER = ("-level", "-goes_first", "due_at", "since", "id")


def take_in(conversation: Conversation, held: Settings, *, why: Why, former: int | None = None) -> QueueEntry | None:
    """Put a conversation into the queue, as the rules see it now; None, and out of the queue, where it does not wait.

    One that is there already keeps its place in time: what it was raised by waiting, and that it overflowed.
    """
    if not requiring.is_waiting(conversation):
        leave(conversation.pk)
        return None
    holding.end(conversation.pk)
    rule = requiring.rule_for(conversation, requiring.rules(held.version))
    if rule is None:
        leave(conversation.pk)
        return None
    _move_to_team(conversation, rule)
    entry = requiring.entry_for(conversation, rule, held, why=why, former=former)
    with transaction.atomic():
        # Held in the order that everybody takes: two workers may take in the same one.
        if not requiring.is_waiting(locked(conversation.pk)):
            leave(conversation.pk)
            return None
        known = rows.fetch(QueueEntry, hold=True, conversation_id=conversation.pk)
        if known is not None:
            _keep_place(entry, known)
        entry.save()
    _set_timers(entry)
    live.publish([presence.TOPIC], "queue", {"id": conversation.pk})
    return entry


def leave(conversation_id: int) -> bool:
    """Take it out of the queue, if it is there."""
    if not QueueEntry.objects.filter(conversation_id=conversation_id).delete()[0]:
        return False
    jobs.cancel(f"route:{conversation_id}")
    live.publish([presence.TOPIC], "queue", {"id": conversation_id})
    return True


def raise_waiting(held: Settings) -> int:
    """Raise by one level what has waited long enough; from the top level on nothing goes before it but what waits longer.

    Return how many that were. It is done whenever the queue is looked at: nobody needs it in between.
    """
    at, raised = now(), 0
    # What has waited for several turns is raised by as many.
    for _turn in range(requiring.TOP):
        due = QueueEntry.objects.filter(raise_at__lte=at)
        changed = due.filter(level__gte=requiring.TOP - 1).update(level=requiring.TOP, goes_first=True, raise_at=None)
        changed += due.filter(level__lt=requiring.TOP - 1).update(level=F("level") + 1, raise_at=F("raise_at") + held.raised_after)
        raised += changed
        if not changed:
            break
    return raised


def in_order(candidate: Candidate | None = None) -> Iterator[QueueEntry]:
    """What waits, in the order in which it is served; for a candidate without what is for other teams, tiers or channels."""
    found = QueueEntry.objects.order_by(*ORDER)
    if candidate is not None:
        own = Q(team=None) | Q(team_id__in=candidate.teams) | Q(overflowed_at__isnull=False, overflow_team_id__in=candidate.teams)
        open_to = [kind for kind, state in candidate.states.items() if state == "available" and candidate.has_room(kind)]
        found = found.filter(own, tier__lte=candidate.tier, channel__in=open_to)
    start = 0
    while page := list(found[start : start + PAGE]):
        yield from page
        if len(page) < PAGE:
            return
        start += PAGE


def need_of(entry: QueueEntry) -> Need:
    """The entry as the core of routing sees it."""
    teams = {entry.team_id} if entry.team_id else set()
    if entry.overflowed_at is not None and entry.overflow_team_id:
        teams.add(entry.overflow_team_id)
    return Need(
        key=entry.pk,
        channel=entry.channel,
        teams=frozenset(teams),
        tier=entry.tier,
        skills=tuple((need["skill"], need["level"]) for need in entry.skills),
        allowed=None if entry.allowed is None else frozenset(entry.allowed),
        preferred=tuple(entry.preferred),
        preferred_until=entry.preferred_until,
        level=entry.level,
        goes_first=entry.goes_first,
        due_at=entry.due_at,
        since=entry.since,
    )


def _move_to_team(conversation: Conversation, rule: RoutingRule) -> None:
    """To the rule's team, unless somebody has moved it to another than its inbox's."""
    if rule.team_id is None or conversation.team_id == rule.team_id or conversation.team_id not in (None, conversation.inbox.team_id):
        return
    assigning.hand_to_team(conversation, rule.team, by=Actor.SYSTEM)


def _keep_place(entry: QueueEntry, known: QueueEntry) -> None:
    entry.pk, entry.queued_at, entry.raise_at = known.pk, known.queued_at, known.raise_at
    entry._state.adding = False
    entry.since = min(entry.since, known.since)
    entry.level, entry.goes_first = max(entry.level, known.level), entry.goes_first or known.level == requiring.TOP
    if (known.team_id, known.overflow_team_id) == (entry.team_id, entry.overflow_team_id):
        entry.overflowed_at, entry.overflow_at = known.overflowed_at, known.overflow_at
    if known.preferred_until is not None and entry.preferred_until is not None:
        entry.preferred_until = known.preferred_until


def _set_timers(entry: QueueEntry) -> None:
    """Look at it again when others may have it too."""
    from goodwill.workforce.tasks import look_again, overflow

    if entry.preferred_until is not None and entry.preferred_until > now():
        jobs.enqueue_once(look_again, f"route:{entry.conversation_id}", entry.conversation_id, run_after=entry.preferred_until)
    if entry.overflow_at is not None and entry.overflowed_at is None:
        jobs.enqueue_once(overflow, f"overflow:{entry.conversation_id}", entry.conversation_id, run_after=entry.overflow_at)


def longest_wait(at: datetime) -> timedelta | None:
    """How long the longest waiting has been waiting; None where nobody is."""
    first = QueueEntry.objects.order_by("since").values_list("since", flat=True).first()
    return at - first if first else None
