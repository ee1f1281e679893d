"""Days of agents as bars and figures: what they were against what was planned, drawn in percent of the stretch that is shown."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from goodwill.accounts.models import Agent
from goodwill.core.clock import now
from goodwill.web.workspace.presenting.presence import channel_label
from goodwill.workforce.domain import days
from goodwill.workforce.domain.timelines import Span
from goodwill.workforce.enums import ShiftKind, State

AN_HOUR = timedelta(hours=1)
# Narrower bars have no room for words: they have a title, and the table.
ROOM_FOR_WORDS = 7.0


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of the plot, in percent; ``kind`` is its look: available, away, work, break, …"""

    x: float
    width: float
    kind: str
    words: str
    times: str

    @property
    def label(self) -> str:
        return self.words if self.width >= max(ROOM_FOR_WORDS, 0.9 * len(self.words)) else ""


@dataclass(frozen=True, slots=True)
class Line:
    """One agent's day. Shares are words such as "67 %", "–" where there is nothing to divide by."""

    pk: int
    name: str
    bars: list[Bar]
    plan: list[Bar]
    shift: str
    signed_in: str
    available: str
    away: str
    occupancy: str
    adherence: str
    share: float


@dataclass(frozen=True, slots=True)
class Plot:
    """Lines under one axis; ``hours`` are (percent, words), ``now`` is where the present lies, None outside of the stretch."""

    lines: list[Line]
    hours: list[tuple[float, str]]
    now: float | None


def plot(agents: Sequence[Agent], day: date) -> Plot:
    """The day from the first hour in which something was or is planned to the last; at least office hours."""
    zone = timezone.get_current_timezone()
    start, end = datetime.combine(day, time(), zone), datetime.combine(day + timedelta(days=1), time(), zone)
    found = days.days(agents, start, end)
    here = [span for one in found for span in one.states if span.state != State.OFFLINE]
    spans = [*here, *(span for one in found for span in one.planned if span.state != ShiftKind.ABSENCE)]
    first = min([span.start.astimezone(zone) for span in spans] + [start + 8 * AN_HOUR]).replace(minute=0, second=0, microsecond=0)
    last = max([span.end for span in spans] + [start + 18 * AN_HOUR])
    length = max(AN_HOUR, min(end, last) - first)
    hours = int(-(-length // AN_HOUR))
    length = hours * AN_HOUR
    step = 1 if hours <= 14 else 2
    axis = [(100 * at / hours, f"{(first + at * AN_HOUR).astimezone(zone):%H}") for at in range(0, hours, step)]
    present = 100 * ((now() - first) / length)
    return Plot(
        [_line(one, first, length) for one in found], axis, present if 0 <= present <= 100 and day == timezone.localdate(now()) else None
    )


def _line(one: days.Day, first: datetime, length: timedelta) -> Line:
    figures = one.figures
    working = [span for span in one.planned if span.state != ShiftKind.ABSENCE]
    absent = any(span.state == ShiftKind.ABSENCE for span in one.planned)
    shift = f"{_clock(working[0].start)}–{_clock(working[-1].end)}" if working else _("absent") if absent else "–"
    shares = [(channel_label(kind), share) for kind, share in figures.occupancy.items() if share is not None]
    said = percent(shares[0][1]) if len(shares) == 1 else ", ".join(f"{label} {percent(share)}" for label, share in shares)
    return Line(
        pk=one.agent.pk,
        name=str(one.agent),
        bars=[_bar(span, first, length) for span in one.states if span.state != State.OFFLINE],
        plan=[_bar(span, first, length) for span in one.planned],
        shift=shift,
        signed_in=in_hours(figures.signed_in),
        available=in_hours(figures.available),
        away=in_hours(figures.away),
        occupancy=said or "–",
        adherence=percent(figures.adherence),
        share=100 * (figures.adherence or 0),
    )


def _bar(span: Span, first: datetime, length: timedelta) -> Bar:
    start = max(0.0, 100 * ((span.start - first) / length))
    end = min(100.0, 100 * ((span.end - first) / length))
    known = {value: str(label) for value, label in [*State.choices, *ShiftKind.choices]}
    kind = "duty" if span.state == State.AWAY and span.is_work else span.state
    words = (span.reason if span.state == State.AWAY else "") or known.get(span.state, span.state)
    return Bar(start, max(0.0, end - start), kind, words, f"{_clock(span.start)}–{_clock(span.end)}")


def percent(share: float | None) -> str:
    return "–" if share is None else f"{round(100 * share)} %"


def in_hours(length: timedelta) -> str:
    """ "7:05" for seven hours and five minutes."""
    minutes = round(length.total_seconds() / 60)
    return f"{minutes // 60}:{minutes % 60:02}" if minutes else "–"


def average(shares: Iterable[float | None]) -> float | None:
    known = [share for share in shares if share is not None]
    return sum(known) / len(known) if known else None


def _clock(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%H:%M}"
