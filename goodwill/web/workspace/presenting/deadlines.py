"""One promise explained: what counted and what did not, as a plot and as the table behind it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from goodwill.core.clock import now
from goodwill.service_levels.domain import explaining
from goodwill.service_levels.domain.calendars import ALWAYS, Segment, segments
from goodwill.service_levels.domain.explaining import Explanation
from goodwill.service_levels.enums import BY_THE_WALL, Metric
from goodwill.service_levels.models import Target
from goodwill.web.shared import times
from goodwill.web.workspace.presenting.promises import Due, due

# The width of the plot in its own units, and its longest way into the future.
WIDTH = 300
FURTHEST = timedelta(days=366)
MOST_PIECES = 120


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of time; ``kind`` is "counted", "coming" (it will count), "closed" (it does not) or "paused"."""

    start: datetime
    end: datetime
    kind: str
    words: str
    length: str
    left: float
    width: float


@dataclass(frozen=True, slots=True)
class Mark:
    """A moment in the plot, with its word beside it."""

    left: float
    words: str
    kind: str
    is_at_end: bool


@dataclass(frozen=True, slots=True)
class Deadline:
    """A promise as its panel shows it."""

    number: int
    title: str
    state: str
    state_kind: str
    state_icon: str
    due: Due
    is_open: bool
    sentences: list[str]
    pieces: list[Piece]
    marks: list[Mark]
    is_cut: bool
    zone: str


@dataclass(frozen=True, slots=True)
class Past:
    """A closed promise in one line."""

    number: int
    title: str
    state: str
    state_kind: str
    state_icon: str
    at: datetime


def deadline(target: Target) -> Deadline:
    """``target`` comes with its policy, calendar and order."""
    found, at = explaining.explain(target), now()
    pieces = list(_pieces(found, at))
    start = min((piece[0] for piece in pieces), default=target.started_at)
    end = max([piece[1] for piece in pieces] + ([target.due_at] if target.due_at else []), default=start + timedelta(seconds=1))
    scale = WIDTH / max((end - start).total_seconds(), 1)
    shown = [_piece(piece, start, scale) for piece in pieces]
    state, kind, icon = _state(target)
    running = due(target.due_at, target.warn_at, target.metric) if target.is_open and not target.paused_at else Due()
    marks = list(_marks(target, at, start, end, scale))
    title = str(Metric(target.metric).label)
    return Deadline(
        target.pk,
        title,
        state,
        kind,
        icon,
        running,
        target.is_open,
        found.sentences,
        shown[-MOST_PIECES:],
        marks,
        len(shown) > MOST_PIECES,
        _other_zone(target),
    )


def _other_zone(target: Target) -> str:
    """The reader's time zone, where it is another than the calendar's: the sentences go by the one, plot and table by the other."""
    here = timezone.get_current_timezone_name()
    there = target.calendar.zone if target.calendar is not None else "UTC"
    return here if here != there else ""


def past(target: Target) -> Past:
    state, kind, icon = _state(target)
    return Past(target.pk, str(Metric(target.metric).label), state, kind, icon, target.closed_at or target.started_at)


def _pieces(found: Explanation, at: datetime) -> Iterator[tuple[datetime, datetime, str, str]]:
    """All stretches in order: those that were counted or not, the pauses among them, and what is to come until it ends."""
    target = found.target
    been = [(one.start, one.end, "counted" if one.is_counted else "closed", _reason(one)) for one in found.segments]
    been += [(one.start, one.end or at, "paused", _("stood still")) for one in found.pauses]
    yield from sorted(piece for piece in been if piece[1] > piece[0])
    if target.is_open and target.paused_at is None and target.due_at and at < target.due_at < at + FURTHEST:
        calendar = target.calendar
        hours = calendar.hours() if calendar is not None and target.metric not in BY_THE_WALL else ALWAYS
        for one in segments(hours, at, target.due_at):
            yield one.start, one.end, "coming" if one.is_counted else "closed", _("will count") if one.is_counted else _reason(one)


def _reason(segment: Segment) -> str:
    if segment.is_counted:
        return _("counted")
    return segment.name or str(explaining.NOT_COUNTED.get(segment.reason, segment.reason))


def _piece(piece: tuple[datetime, datetime, str, str], start: datetime, scale: float) -> Piece:
    since, until, kind, words = piece
    left = (since - start).total_seconds() * scale
    width = (until - since).total_seconds() * scale
    return Piece(since, until, kind, words, explaining.length(until - since), round(left, 2), round(max(width, 0.6), 2))


def _marks(target: Target, at: datetime, start: datetime, end: datetime, scale: float) -> Iterator[Mark]:
    """The moments that matter; each a line with its word, on the side where there is room."""
    wanted = [(target.due_at, _("due %(time)s"), "danger"), (target.met_at, _("done %(time)s"), "good")]
    if target.is_open:
        wanted.append((at, _("now"), "now"))
    for moment, words, kind in wanted:
        if moment is not None and start <= moment <= end:
            place = (moment - start).total_seconds() * scale
            said = words % {"time": times.daytime(moment)} if "%" in words else words
            yield Mark(round(place, 2), said, kind, place > WIDTH * 0.5)


def _state(target: Target) -> tuple[str, str, str]:
    """In a word, with its colour and its icon."""
    if target.met_at is not None:
        return (_("Kept"), "good", "circle-check") if target.breached_at is None else (_("Kept late"), "danger", "circle-alert")
    if target.breached_at is not None:
        return _("Broken"), "danger", "circle-alert"
    if target.cancelled_at is not None:
        return str(target.get_ending_display()) or _("Withdrawn"), "", "circle"
    if target.paused_at is not None:
        return _("Stands still"), "", "pause"
    return _("Runs"), "", "timer"
