"""The live board: what waits where, what is about to be late, who is on what, and how the day goes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django.db.models import Count, Min, Q, Sum
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goodwill.conversations.access import Scope
from goodwill.conversations.enums import Status
from goodwill.conversations.models import Conversation, Tally
from goodwill.core.clock import now
from goodwill.core.rows import Prepared
from goodwill.service_levels.models import Pace
from goodwill.web.shared import times
from goodwill.web.workspace.presenting import crews
from goodwill.web.workspace.presenting.crews import Person
from goodwill.workforce.enums import State

SOON = timedelta(hours=1)
A_WEEK = timedelta(days=7)
LONG_WAIT = timedelta(hours=24)
_RUNNING = (Status.OPEN, Status.PENDING, Status.SNOOZED)
_PLACES = ("team_id", "inbox_id")


@dataclass(slots=True)
class Queue:
    """What waits in one place. ``waiting`` are open conversations, ``free`` those of them that nobody has."""

    key: str
    name: str
    waiting: int = 0
    free: int = 0
    oldest: datetime | None = None
    soon: int = 0
    late: int = 0

    def takes(self, other: "Queue") -> None:
        self.waiting, self.free = self.waiting + other.waiting, self.free + other.free
        self.soon, self.late = self.soon + other.soon, self.late + other.late
        self.oldest = min(filter(None, (self.oldest, other.oldest)), default=None)

    @property
    def wait(self) -> str:
        """The longest wait, in words."""
        return times.span(now() - self.oldest) if self.oldest else "–"

    @property
    def is_long(self) -> bool:
        return self.oldest is not None and now() - self.oldest >= LONG_WAIT

    @property
    def href(self) -> str:
        return f"/conversations/?view={self.key}"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in large type, what it is of, and how it was before; ``kind`` is a meaning: attention, danger."""

    label: str
    number: str
    words: str = ""
    kind: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Board:
    figures: list[Figure]
    teams: list[Queue]
    inboxes: list[Queue]
    people: list[Person]
    at: datetime
    here: int = 0
    states: dict[str, int] = field(default_factory=dict)


def board(scope: Scope, teams: Sequence[tuple[int, str]], inboxes: Sequence[tuple[int, str]]) -> Board:
    """Everything at this moment, as far as ``scope`` reaches: a fixed number of statements, however many agents there are."""
    at = now()
    cells = _cells(scope, at)
    people = crews.people(scope, at)
    all_of_it = Queue("open", "")
    for cell in cells.values():
        all_of_it.takes(cell)
    by_team = _grouped(cells, 0, "team", [*((pk, name) for pk, name in teams if _reaches(scope, pk)), (0, _("No team"))])
    by_inbox = _grouped(cells, 1, "inbox", inboxes) if len(inboxes) > 1 else []
    # What nobody gave to a team is a line only where there is some.
    by_team = [queue for queue in by_team if queue.key != "team-0" or queue.waiting]
    for queue in by_team:
        queue.key = "open" if queue.key == "team-0" else queue.key
    working = [person for person in people if person.state != State.OFFLINE]
    return Board(_figures(all_of_it, scope, people, at), by_team, by_inbox, people, at, len(working))


def _reaches(scope: Scope, team: int) -> bool:
    return scope.sees_all or team in scope.team_ids


def _cells(scope: Scope, at: datetime) -> dict[tuple[int, int], Queue]:
    """For each team (0: none) and inbox what waits there: one statement on tallies, one on open rows, one on what is due."""
    cells: dict[tuple[int, int], Queue] = {}

    def cell(team: int | None, inbox: int) -> Queue:
        return cells.setdefault((team or 0, inbox), Queue("", ""))

    for team, inbox, waiting, free in _open(scope).all():
        found = cell(team, inbox)
        found.waiting, found.free = waiting, free or 0
    for team, inbox, oldest in _oldest(scope).all():
        cell(team, inbox).oldest = oldest
    due = Conversation.objects.filter(scope.filter(), due_at__lte=at + SOON, merged_into=None, status__in=_RUNNING)
    late = Count("id", filter=Q(due_at__lte=at))
    for team, inbox, all_due, are_late in due.order_by().values_list(*_PLACES).annotate(all=Count("id"), late=late):
        found = cell(team, inbox)
        found.soon, found.late = all_due - are_late, are_late
    return cells


@lru_cache(maxsize=64)
def _open(scope: Scope) -> Prepared:
    found = Tally.objects.filter(scope.filter(), status=Status.OPEN, count__gt=0).order_by()
    free = Sum("count", filter=Q(assignee_id=0))
    return Prepared(lambda: found.values_list(*_PLACES).annotate(all=Sum("count"), free=free))


@lru_cache(maxsize=64)
def _oldest(scope: Scope) -> Prepared:
    found = Conversation.objects.filter(scope.filter(), status=Status.OPEN, merged_into=None, waiting_since__isnull=False).order_by()
    return Prepared(lambda: found.values_list(*_PLACES).annotate(oldest=Min("waiting_since")))


def _grouped(cells: dict[tuple[int, int], Queue], place: int, kind: str, named: Sequence[tuple[int, str]]) -> list[Queue]:
    found = {pk: Queue(f"{kind}-{pk}", name) for pk, name in named}
    for key, cell in cells.items():
        if key[place] in found:
            found[key[place]].takes(cell)
    return list(found.values())


def _figures(total: Queue, scope: Scope, people: Sequence[Person], at: datetime) -> list[Figure]:
    available = sum(person.state == State.AVAILABLE for person in people)
    away = sum(person.state == State.AWAY for person in people)
    # The longest wait is quiet news while nobody waits.
    found = [
        Figure(_("Waiting for an answer"), str(total.waiting), _free_in_words(total.free), href="/conversations/?view=open"),
        Figure(_("Longest wait"), total.wait, "", "attention" if total.is_long else ""),
        Figure(_("Due within the hour"), str(total.soon), "", "attention" if total.soon else "", "/conversations/?view=due"),
        Figure(_("Overdue"), str(total.late), "", "danger" if total.late else "", "/conversations/?view=due"),
        Figure(_("Available now"), str(available), ngettext("%(count)s away", "%(count)s away", away) % {"count": away}),
    ]
    return [*found, *_answered(at)] if scope.sees_all else found


def _free_in_words(free: int) -> str:
    return (
        ngettext("%(count)s of them with nobody", "%(count)s of them with nobody", free) % {"count": free}
        if free
        else _("all with somebody")
    )


def _answered(at: datetime) -> list[Figure]:
    """Answers of today, beside those of the same weekday a week ago up to the same full hour: from the hourly tally."""
    here = timezone.localtime(at)
    midnight, hour = here.replace(hour=0, minute=0, second=0, microsecond=0), here.replace(minute=0, second=0, microsecond=0)
    in_day, in_hours = Q(hour__gte=midnight), Q(hour__gte=midnight, hour__lt=hour)
    before = Q(hour__gte=midnight - A_WEEK, hour__lt=hour - A_WEEK)
    sums: dict[str, Any] = Pace.objects.filter(in_day | before).aggregate(
        today=Sum("answers", filter=in_day), until_hour=Sum("answers", filter=in_hours), before=Sum("answers", filter=before)
    )
    today, until_hour, last = (sums[name] or 0 for name in ("today", "until_hour", "before"))
    weekday = {"day": str(WEEKDAYS[here.weekday()]), "time": f"{here:%H}:00"}
    difference = until_hour - last
    if not last:
        words = ""
    elif difference == 0:
        words = _("as many as last %(day)s by %(time)s") % weekday
    elif difference > 0:
        words = _("%(count)s more than last %(day)s by %(time)s") % {"count": difference, **weekday}
    else:
        words = _("%(count)s fewer than last %(day)s by %(time)s") % {"count": -difference, **weekday}
    return [Figure(_("Answered today"), str(today), words)]
