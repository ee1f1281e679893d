"""Reads a page of a list: one indexed row per conversation, by keyset; and the counters beside the views."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import Case, F, Q, QuerySet, Sum, When
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive
from django.utils.translation import gettext_lazy as _

from goodwill.accounts.models import Agent
from goodwill.conversations.access import Scope, scope_of
from goodwill.conversations.domain import reading
from goodwill.conversations.enums import Direction, Status
from goodwill.conversations.models import Conversation, Mention, Tally
from goodwill.core.rows import Prepared, PreparedAmong

PAGE = 50
DUE = "due"
COUNTED = (Status.OPEN, Status.PENDING, Status.SNOOZED)


@dataclass(frozen=True)
class View:
    """One way to look at conversations. ``key`` stands in addresses: ``open``, ``mine``, ``team-3``, ``tag-gift``."""

    key: str
    label: Any = field(compare=False)
    condition: Q = field(compare=False)


@dataclass(frozen=True, slots=True)
class Row:
    """What a list shows of one conversation; times are aware, UTC."""

    id: int
    customer_name: str
    subject: str
    last_words: str
    last_message_at: datetime
    is_from_us: bool
    status: str
    priority: int
    assignee_id: int | None
    team_id: int | None
    inbox_id: int
    waiting_since: datetime | None
    snoozed_until: datetime | None
    message_count: int
    has_attachments: bool
    tag_names: list[str]
    version: int
    due_at: datetime | None
    warn_at: datetime | None
    due_metric: str
    is_unread: bool = False


@dataclass(frozen=True)
class ListPage:
    """Some rows, newest first (of ``due`` those due first); ``older`` asks for the next ones, "" when there are none."""

    rows: list[Row]
    older: str


class UnknownView(LookupError):
    """No view has this key."""


BY_STATUS = {
    "open": (_("Open"), Status.OPEN),
    "pending": (_("Pending"), Status.PENDING),
    "snoozed": (_("Snoozed"), Status.SNOOZED),
    "resolved": (_("Resolved"), Status.RESOLVED),
    "closed": (_("Closed"), Status.CLOSED),
}


def view_for(key: str, agent: Agent) -> View:
    """The view with this key; raise UnknownView for a key that means nothing."""
    if key in BY_STATUS:
        label, status = BY_STATUS[key]
        return View(key, label, Q(status=status))
    if key == "mine":
        return View(key, _("Mine"), Q(status=Status.OPEN, assignee_id=agent.pk))
    if key == "unassigned":
        return View(key, _("Unassigned"), Q(status=Status.OPEN, assignee_id=None))
    if key == DUE:
        return View(key, _("Due"), Q(due_at__isnull=False))
    if key == "mentions":
        return View(key, _("Mentions"), _mentioning(agent))
    kind, _dash, value = key.partition("-")
    if kind in ("inbox", "team") and value.isdecimal() and len(value) < 19:
        return View(key, "", Q(status=Status.OPEN, **{f"{kind}_id": int(value)}))
    if kind == "tag" and value:
        return View(key, value, Q(taggings__tag__name=value))
    raise UnknownView(key)


def _mentioning(agent: Agent) -> Q:
    """Conversations in which the agent was named and has not looked since; also by a note of what was merged into them."""
    unseen = Mention.objects.filter(agent=agent, seen_at=None)
    part = "note__conversation"
    paths = [f"{part}_id", f"{part}__merged_into_id", f"{part}__merged_into__merged_into_id"]
    return Q(pk__in=unseen.values(paths[0])) | Q(pk__in=unseen.values(paths[1])) | Q(pk__in=unseen.values(paths[2]))


def page(agent: Agent, view: View, *, older_than: str = "", limit: int = PAGE, scope: Scope | None = None) -> ListPage:
    """One page of a view, as far as this agent may see it: one statement for the rows, one for what is unread."""
    scope = scope or scope_of(agent)
    if older_than:
        found = list(_after(_listed(scope, view), view, older_than).values_list(*_COLUMNS)[: limit + 1])
    else:
        found = _newest(scope, view, limit + 1).all()
    rows = _rows(found[:limit], agent)
    older = _cursor(rows[-1], view) if len(found) > limit else ""
    return ListPage(rows, older)


def rows_of(agent: Agent, numbers: Iterable[int], scope: Scope | None = None) -> dict[int, Row]:
    """The rows of these conversations, where the agent may see them; for search results and live updates."""
    scope = scope or scope_of(agent)
    return {row.id: row for row in _rows(_THESE.all(list(numbers)), agent) if scope.allows(row)}


def matches(agent: Agent, view: View, number: int) -> bool:
    """Whether a conversation stands in a view; asked when it changes while the list is open."""
    return Conversation.objects.filter(scope_of(agent).filter(), view.condition, merged_into=None, pk=number).exists()


@dataclass(frozen=True)
class Counts:
    """Counters of one person's views; each mapping is from an id to the number of open conversations."""

    by_status: dict[str, int]
    mine: int
    unassigned: int
    by_inbox: dict[int, int]
    by_team: dict[int, int]


def counts(agent: Agent, scope: Scope | None = None) -> Counts:
    """Add up the maintained tallies that this agent may see: one statement, nothing is counted."""
    scope = scope or scope_of(agent)
    result = Counts({status.value: 0 for status in COUNTED}, 0, 0, {}, {})
    mine = unassigned = 0
    for status, inbox, team, count, own, free in _tallies(scope).all():
        result.by_status[status] += count
        if status != Status.OPEN:
            continue
        mine, unassigned = mine + own, unassigned + free
        result.by_inbox[inbox] = result.by_inbox.get(inbox, 0) + count
        if team:
            result.by_team[team] = result.by_team.get(team, 0) + count
    return Counts(result.by_status, mine, unassigned, result.by_inbox, result.by_team)


_COLUMNS = (
    "id",
    "customer_name",
    "subject",
    "last_words",
    "last_message_at",
    "last_direction",
    "status",
    "priority",
    "assignee_id",
    "team_id",
    "inbox_id",
    "waiting_since",
    "snoozed_until",
    "message_count",
    "has_attachments",
    "tag_names",
    "version",
    "due_at",
    "warn_at",
    "due_metric",
    "last_inbound",
)
_THESE = PreparedAmong(lambda numbers: Conversation.objects.filter(pk__in=numbers).values_list(*_COLUMNS))


def _rows(found: list[tuple[Any, ...]], agent: Agent) -> list[Row]:
    read = reading.read_positions(agent, [values[0] for values in found]) if found else {}
    return [_row(values, read.get(values[0], 0)) for values in found]


def _row(values: tuple[Any, ...], read: int) -> Row:
    *columns, last_inbound = values
    columns[5] = columns[5] == Direction.OUTBOUND
    columns.append(last_inbound > read)
    return Row(*columns)


def _listed(scope: Scope, view: View) -> QuerySet[Conversation]:
    return _ordered(Conversation.objects.filter(scope.filter(), view.condition, merged_into=None), view)


# What a view shows depends on its key and on who looks, and a scope says who that is.
@lru_cache(maxsize=512)
def _newest(scope: Scope, view: View, count: int) -> Prepared:
    return Prepared(lambda: _listed(scope, view).values_list(*_COLUMNS)[:count])


@lru_cache(maxsize=256)
def _tallies(scope: Scope) -> Prepared:
    # Who has what is many more cells than a page shows: the database adds them up, in the order of the tallies' index.
    held = {"own": _held_by(scope.agent_id), "free": _held_by(0)}
    return Prepared(
        lambda: (
            Tally.objects.filter(scope.filter(), status__in=COUNTED, count__gt=0)
            .values_list("status", "inbox_id", "team_id")
            .annotate(all=Sum("count"), **held)
            .order_by()
        )
    )


def _held_by(assignee: int) -> Sum:
    return Sum(Case(When(assignee_id=assignee, then=F("count")), default=0))


def _is_by_tag(view: View) -> bool:
    return view.key.startswith("tag-") or view.key == "mentions"


def _ordered(listed: QuerySet[Conversation], view: View) -> QuerySet[Conversation]:
    if view.key == DUE:
        return listed.order_by("due_at", "id")
    if _is_by_tag(view):
        # A tag's own index knows the conversation's number and not its last message: newest begun first.
        return listed.order_by("-id")
    return listed.order_by("-last_message_at", "-id")


def _after(listed: QuerySet[Conversation], view: View, cursor: str) -> QuerySet[Conversation]:
    if not cursor:
        return listed
    time, _, number = cursor.rpartition("_")
    try:
        at = parse_datetime(time)
    except ValueError:
        return listed
    if at is None or is_naive(at) or not number.isdecimal() or len(number) > 18:
        return listed
    if view.key == DUE:
        return listed.filter(due_at__gte=at).exclude(due_at=at, pk__lte=int(number))
    if _is_by_tag(view):
        return listed.filter(pk__lt=int(number))
    # The first condition lets the index start at the place, the second is exact among equal times.
    return listed.filter(last_message_at__lte=at).exclude(last_message_at=at, pk__gte=int(number))


def _cursor(row: Row, view: View) -> str:
    at = row.due_at if view.key == DUE and row.due_at else row.last_message_at
    return f"{at.isoformat()}_{row.id}"
