"""Says when somebody who writes now can expect an answer: by what is promised, and never sooner than the desk keeps up with.

The calculator is pure; what it needs is read in four small statements.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db import connection
from django.db.models import Sum

from goodwill.conversations.enums import SaleStage, Status
from goodwill.conversations.models import Tally
from goodwill.core import bulk, rows
from goodwill.core.clock import now
from goodwill.inboxes.models import Inbox
from goodwill.service_levels.domain import choosing
from goodwill.service_levels.domain.calendars import ALWAYS, Hours, NeverOpen, after, between, is_open
from goodwill.service_levels.domain.choosing import Chosen
from goodwill.service_levels.enums import Metric
from goodwill.service_levels.models import Pace

LATELY = timedelta(days=7)
HOUR = timedelta(hours=1)
# So few answers say nothing about how quick the desk is.
FEWEST = 5


class Basis(StrEnum):
    """What the promise rests on."""

    POLICY = "policy"
    QUEUE = "queue"


@dataclass(frozen=True, slots=True)
class Promise:
    """By ``expected`` (UTC) we answer. ``within`` is that as open time and ``wait`` by the wall, both rounded up for people.

    ``is_open`` says whether anybody works now, ``opens_at`` when the hours begin again where nobody does.
    """

    expected: datetime
    within: timedelta
    wait: timedelta
    basis: Basis
    is_open: bool
    opens_at: datetime | None


@dataclass(frozen=True, slots=True)
class Load:
    """How busy it is: ``waiting`` conversations before this one, ``answers`` given in ``worked`` open time lately."""

    waiting: int = 0
    answers: int = 0
    worked: timedelta = timedelta(0)

    @property
    def needed(self) -> timedelta | None:
        """The open time until all these and one more are answered at the recent pace; None where there is too little to go by."""
        if self.answers < FEWEST or self.worked <= timedelta(0):
            return None
        return self.worked / self.answers * (self.waiting + 1)


def reckon(hours: Hours, at: datetime, promised: timedelta, load: Load) -> Promise | None:
    """The later of what the policy promises and what the queue allows. None where the hours never open."""
    needed = load.needed
    is_held_up = needed is not None and needed > promised
    within = rounded(needed if is_held_up and needed is not None else promised)
    try:
        expected = after(hours, at, within)
        opens_at = None if is_open(hours, at) else after(hours, at, timedelta(microseconds=1))
    except NeverOpen:
        return None
    basis = Basis.QUEUE if is_held_up else Basis.POLICY
    return Promise(expected, within, rounded(expected - at), basis, opens_at is None, opens_at)


def rounded(span: timedelta) -> timedelta:
    """Up to what people say: minutes to a quarter of an hour, quarters to four hours, then full hours."""
    unit = timedelta(minutes=1) if span <= HOUR / 4 else timedelta(minutes=15) if span <= 4 * HOUR else HOUR
    return -(-span // unit) * unit


def promise(inbox: Inbox, at: datetime | None = None) -> Promise | None:
    """What to tell whoever writes to this inbox now; None where no policy promises them a first response."""
    at = at or now()
    goal = promised(inbox)
    return None if goal is None else reckon(goal.hours, at, goal.within, load_of(inbox.pk, goal.hours, at))


def promised(inbox: Inbox) -> Chosen | None:
    """The goal for a stranger's first message here, of whom and of which nothing is known yet."""
    return choosing.current().choose(_Stranger(inbox)).get(Metric.FIRST_RESPONSE)


def load_of(inbox_id: int, hours: Hours, at: datetime) -> Load:
    """The queue by its counters, the pace by the hours in which answers were given lately."""
    waiting = Tally.objects.filter(inbox_id=inbox_id, status=Status.OPEN).aggregate(sum=Sum("count"))["sum"] or 0
    answers = Pace.objects.filter(inbox_id=inbox_id, hour__gt=at - LATELY, hour__lte=at).aggregate(sum=Sum("answers"))["sum"] or 0
    return Load(waiting, answers, between(hours or ALWAYS, at - LATELY, at))


def count_answer(inbox_id: int, at: datetime) -> None:
    """One more answer in this hour."""
    hour = at.replace(minute=0, second=0, microsecond=0)
    match = {"inbox_id": inbox_id, "hour": connection.ops.adapt_datetimefield_value(hour)}
    if not rows.increment(Pace, "answers", 1, **match):
        bulk.insert_missing(Pace, [{"inbox_id": inbox_id, "hour": hour, "answers": 0}], ["inbox_id", "hour"])
        rows.increment(Pace, "answers", 1, **match)


class _Stranger(dict[str, Any]):
    """The situation of somebody who has not written yet: the inbox is known, and nothing else."""

    def __init__(self, inbox: Inbox) -> None:
        super().__init__(channel=inbox.kind, inbox_id=inbox.pk, team_id=inbox.team_id, status=Status.OPEN, priority=2, tags=[], tiers=[])
        self.update(is_complaint=False, sale_stage=SaleStage.PRE_SALE, language="", subject="", text="", said="")

    def __missing__(self, name: str) -> None:
        return None
