"""What each agent of a team has: by status, and by how soon it is promised; one row of a list for each."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import F
from django.utils import timezone

from goodwill.conversations.access import Scope
from goodwill.conversations.enums import Status
from goodwill.conversations.models import Conversation
from goodwill.core.clock import now
from goodwill.web.workspace.presenting import crews, promises
from goodwill.web.workspace.presenting.crews import Person
from goodwill.web.workspace.presenting.promises import Due

SOON = timedelta(hours=1)
# More than fits on a page that is looked at; the oldest promise comes first, so what is left out can wait.
MOST = 400
_COLUMNS = ("id", "subject", "customer_name", "status", "assignee_id", "due_at", "warn_at", "due_metric", "waiting_since")


@dataclass(frozen=True, slots=True)
class Held:
    """A conversation that somebody has."""

    number: int
    subject: str
    customer: str
    status: str
    due: Due
    waiting_since: datetime | None


@dataclass(slots=True)
class Load:
    """One agent, or nobody (``person`` is None), with what they have."""

    person: Person | None
    open: int = 0
    pending: int = 0
    snoozed: int = 0
    late: int = 0
    soon: int = 0
    held: list[Held] = field(default_factory=list)

    @property
    def key(self) -> int:
        return self.person.pk if self.person else 0


def loads(scope: Scope, team: int) -> tuple[list[Load], bool]:
    """For each agent of a team (0: everybody), who has most first, and what nobody has; True where not all could be listed."""
    at = now()
    people = [person for person in crews.people(scope, at) if not team or team in person.teams]
    found = {person.pk: Load(person) for person in people}
    nobody = Load(None)
    rows = Conversation.objects.filter(scope.filter(), merged_into=None, status__in=(Status.OPEN, Status.PENDING, Status.SNOOZED))
    if team:
        rows = rows.filter(team_id=team)
    listed = list(rows.order_by(F("due_at").asc(nulls_last=True), "id").values_list(*_COLUMNS)[: MOST + 1])
    here = timezone.localtime(at)
    for number, subject, customer, status, assignee, due_at, warn_at, metric, waiting in listed[:MOST]:
        load = found.get(assignee) if assignee else nobody
        if load is None:
            continue
        setattr(load, status, getattr(load, status) + 1)
        load.late += due_at is not None and due_at <= at
        load.soon += due_at is not None and at < due_at <= at + SOON
        load.held.append(
            Held(number, subject, customer, str(Status(status).label), promises.due(due_at, warn_at, metric, at=here), waiting)
        )
    most_first = sorted(found.values(), key=lambda load: (-load.open, load.person.name if load.person else ""))
    return [*([nobody] if nobody.held else []), *most_first], len(listed) > MOST
