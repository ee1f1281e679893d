"""How much everybody has, and how much fits. Loads are read from the tallies, which each change moves: nothing is counted."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import Count

from goodwill.conversations.enums import Status
from goodwill.conversations.models import Conversation, Tally
from goodwill.core.rows import Prepared
from goodwill.inboxes.models import Inbox
from goodwill.workforce.domain.selecting import Limit
from goodwill.workforce.models import Capacity

# Where nobody has said otherwise: ten at once, and they take no attention from other channels.
USUAL = Limit(10)
Loads = dict[int, dict[str, int]]


def of_all() -> Loads:
    """The open conversations of each agent by channel; who has none is missing."""
    return _by_channel(_ALL.all(Status.OPEN))


def of(agent_id: int) -> dict[str, int]:
    """The open conversations of one agent by channel."""
    return _by_channel([(agent_id, inbox, count) for inbox, count in _ONE.all(Status.OPEN, agent_id)]).get(agent_id, {})


_HELD = Tally.objects.exclude(assignee_id=0).exclude(count=0)
_ALL = Prepared(lambda status: _HELD.filter(status=status).values_list("assignee_id", "inbox_id", "count"), str)
_ONE = Prepared(lambda status, agent: Tally.objects.filter(status=status, assignee_id=agent).values_list("inbox_id", "count"), str, int)
_KINDS = Prepared(lambda: Inbox.objects.values_list("id", "kind"))


def counted() -> Loads:
    """The same by counting the conversations: for tests and for the nightly comparison of the tallies."""
    rows = Conversation.objects.filter(merged_into=None, status=Status.OPEN).exclude(assignee=None)
    found: Loads = {}
    for agent_id, kind, count in rows.values_list("assignee_id", "inbox__kind").annotate(n=Count("id")).order_by():
        found.setdefault(agent_id, {})[kind] = count
    return found


@dataclass(frozen=True, slots=True)
class Limits:
    """Who may have how much at once: own rows before those for all, before what is usual."""

    own: Mapping[tuple[int, str], Limit]
    of_everyone: Mapping[str, Limit]

    def of(self, agent_id: int, kinds: Collection[str]) -> dict[str, Limit]:
        return {kind: self.own.get((agent_id, kind)) or self.of_everyone.get(kind) or USUAL for kind in kinds}


def limits() -> Limits:
    """All capacities of the desk."""
    own: dict[tuple[int, str], Limit] = {}
    of_everyone: dict[str, Limit] = {}
    for agent_id, kind, at_once, share in _CAPACITIES.all():
        if agent_id is None:
            of_everyone[kind] = Limit(at_once, share)
        else:
            own[(agent_id, kind)] = Limit(at_once, share)
    return Limits(own, of_everyone)


_CAPACITIES = Prepared(lambda: Capacity.objects.values_list("agent_id", "channel", "at_once", "share"))


def _by_channel(found: list[tuple[int, int, int]]) -> Loads:
    kinds = dict(_KINDS.all())
    loads: Loads = {}
    for agent_id, inbox_id, count in found:
        if count and inbox_id in kinds:
            own = loads.setdefault(agent_id, {})
            own[kinds[inbox_id]] = own.get(kinds[inbox_id], 0) + count
    return loads
