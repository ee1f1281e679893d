"""Works out an agent's day from intervals of presence, shifts and what they had: pure, values in and values out.

The definitions: *occupancy* is what they had in the slots that they offered while available, per channel and never added
over channels; *utilisation* is signed-in time less away time, by signed-in time; *adherence* is the time spent as planned,
by planned time; *shrinkage* is planned time in which they were not available, by planned time.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from goodwill.workforce.enums import ShiftKind, State

ZERO = timedelta(0)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time from ``start`` to before ``end``. ``state`` is a State or, for what is planned, a ShiftKind."""

    start: datetime
    end: datetime
    state: str = ""
    reason: str = ""
    channel: str = ""
    is_work: bool = True

    @property
    def length(self) -> timedelta:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Figures:
    """The measures of one agent in one stretch; a share is None where there is nothing to divide by."""

    signed_in: timedelta
    available: timedelta
    away: timedelta
    planned: timedelta
    as_planned: timedelta
    occupancy: dict[str, float | None]
    utilisation: float | None
    adherence: float | None
    shrinkage: float | None


def clipped(spans: Iterable[Span], start: datetime, end: datetime) -> list[Span]:
    """The parts of these that lie between ``start`` and ``end``, in order."""
    found = [
        Span(max(span.start, start), min(span.end, end), span.state, span.reason, span.channel, span.is_work)
        for span in spans
        if span.start < end and span.end > start
    ]
    return sorted((span for span in found if span.length > ZERO), key=lambda span: (span.start, span.end))


def states(presence: Sequence[Span], start: datetime, end: datetime, channel: str | None = None) -> list[Span]:
    """What the agent was, without gaps from ``start`` to ``end``: on one channel, or over all of them.

    Over all, available anywhere is available, and else away anywhere is away.
    """
    own = clipped((span for span in presence if channel is None or span.channel == channel), start, end)
    return _joined(_best(own, begin, stop) for begin, stop in _steps(own, start, end))


def planned(shifts: Sequence[Span], start: datetime, end: datetime) -> list[Span]:
    """What was planned, without overlaps: an absence wins, else the shorter of two that lie over each other."""
    whole = {id(span): span.length for span in shifts}
    found = []
    for begin, stop in _steps(clipped(shifts, start, end), start, end):
        over = [span for span in shifts if span.start <= begin and span.end >= stop]
        if over:
            first = min(over, key=lambda span: (span.state != ShiftKind.ABSENCE, whole[id(span)]))
            found.append(Span(begin, stop, first.state, first.reason))
    return _joined(found)


def figures(presence: Sequence[Span], shifts: Sequence[Span], holdings: Sequence[Span], slots: dict[str, int], *, between: Span) -> Figures:
    """All measures of one agent ``between`` two moments. ``slots`` is how many of each channel fit at once."""
    start, end = between.start, between.end
    overall = states(presence, start, end)
    available, away = _sum(overall, State.AVAILABLE), _sum(overall, State.AWAY)
    plan = [span for span in planned(shifts, start, end) if span.state != ShiftKind.ABSENCE]
    plan_time = sum((span.length for span in plan), ZERO)
    kept = sum((_as_planned(span, overall) for span in plan), ZERO)
    here = sum((_overlap(span, overall, lambda state: state.state == State.AVAILABLE) for span in plan), ZERO)
    return Figures(
        signed_in=available + away,
        available=available,
        away=away,
        planned=plan_time,
        as_planned=kept,
        occupancy={kind: occupancy(presence, holdings, kind, count, between=between) for kind, count in sorted(slots.items())},
        utilisation=_share(available, available + away),
        adherence=_share(kept, plan_time),
        shrinkage=_share(plan_time - here, plan_time),
    )


def occupancy(presence: Sequence[Span], holdings: Sequence[Span], channel: str, slots: int, *, between: Span) -> float | None:
    """Busy slots by offered slots, over the time in which the agent was available on the channel; at most 1.

    Three slots with two chats are two thirds. What is more than fits does not make anybody busier than busy.
    """
    open_time = [span for span in states(presence, between.start, between.end, channel) if span.state == State.AVAILABLE]
    offered = sum((span.length for span in open_time), ZERO) * slots
    if not offered:
        return None
    own = [span for span in holdings if span.channel == channel]
    busy = ZERO
    for stretch in open_time:
        inside = clipped(own, stretch.start, stretch.end)
        for begin, stop in _steps(inside, stretch.start, stretch.end):
            count = sum(1 for span in inside if span.start <= begin and span.end >= stop)
            busy += (stop - begin) * min(count, slots)
    return busy / offered


def _as_planned(plan: Span, overall: Sequence[Span]) -> timedelta:
    return _overlap(plan, overall, lambda span: _fits(plan.state, span))


def _fits(kind: str, span: Span) -> bool:
    """Whether somebody does what is planned: works when available, has a break when not, learns and meets while away."""
    if kind == ShiftKind.WORK:
        return span.state == State.AVAILABLE
    if kind == ShiftKind.BREAK:
        return span.state != State.AVAILABLE
    return span.state == State.AWAY and span.is_work


def _overlap(plan: Span, overall: Sequence[Span], fits: Callable[[Span], bool]) -> timedelta:
    return sum((span.length for span in clipped(overall, plan.start, plan.end) if fits(span)), ZERO)


def _best(own: Sequence[Span], begin: datetime, stop: datetime) -> Span:
    over = [span for span in own if span.start <= begin and span.end >= stop]
    place = {State.AVAILABLE: 0, State.AWAY: 1}
    first = min(over, key=lambda span: place.get(State(span.state), 2), default=None)
    return Span(begin, stop, first.state, first.reason, "", first.is_work) if first else Span(begin, stop, State.OFFLINE, "", "", False)


def _steps(spans: Iterable[Span], start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The stretches between all moments at which something begins or ends."""
    inside = {moment for span in spans for moment in (span.start, span.end) if start < moment < end}
    moments = sorted({start, end, *inside})
    return pairwise(moments)


def _joined(spans: Iterable[Span]) -> list[Span]:
    """Neighbours that say the same are one."""
    found: list[Span] = []
    for span in spans:
        last = found[-1] if found else None
        if last and last.end == span.start and (last.state, last.reason, last.is_work) == (span.state, span.reason, span.is_work):
            found[-1] = Span(last.start, span.end, last.state, last.reason, last.channel, last.is_work)
        else:
            found.append(span)
    return found


def _sum(spans: Iterable[Span], state: str) -> timedelta:
    return sum((span.length for span in spans if span.state == state), ZERO)


def _share(part: timedelta, whole: timedelta) -> float | None:
    return part / whole if whole else None
