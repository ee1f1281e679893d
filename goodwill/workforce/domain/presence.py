"""Keeps who is available on which channel: intervals that begin and end, never a flag.

A page says every half minute that it is open (``seen``). When nothing was heard for the minutes that the desk sets, a
timer ends the intervals at the moment when the agent was last seen; a page that comes back within hours goes on as before.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from goodwill.accounts.models import Agent
from goodwill.accounts.rules import may_answer
from goodwill.activity.models import Actor
from goodwill.activity.recording import record
from goodwill.core import jobs, live, rows
from goodwill.core.clock import now
from goodwill.core.row_objects import PreparedObjects
from goodwill.core.rows import Prepared
from goodwill.workforce.domain import channels, selecting, settings
from goodwill.workforce.enums import Ended, State
from goodwill.workforce.errors import Refused
from goodwill.workforce.models import AwayReason, PresenceInterval, Seat

HEARD_AGAIN_AFTER = timedelta(seconds=20)
GOES_ON_WITHIN = timedelta(hours=4)
TOPIC = "workforce"


@dataclass(frozen=True, slots=True)
class Standing:
    """What an agent is on one channel, and since when; ``since`` is None for one who was never there."""

    state: State = State.OFFLINE
    reason: str = ""
    since: datetime | None = None


OFFLINE = Standing()


def current(agent: Agent) -> dict[str, Standing]:
    """What the agent is on each channel of the desk now."""
    found = current_of([agent.pk]).get(agent.pk, {})
    return {kind: found.get(kind, OFFLINE) for kind in channels.kinds()}


def current_of(agent_ids: Sequence[int]) -> dict[int, dict[str, Standing]]:
    """What these agents are now, by agent and channel; whoever is missing is offline."""
    found: dict[int, dict[str, Standing]] = {}
    for row in _OPEN.all(list(agent_ids)):
        found.setdefault(row.agent_id, {})[row.channel] = Standing(State(row.state), row.reason, row.started_at)
    return found


_OPEN = PreparedObjects(lambda ids: PresenceInterval.objects.filter(agent_id__in=ids, ended_at=None))


def set_state(
    agent: Agent, state: State, *, by: Agent | Actor, reason: AwayReason | str | None = None, on: Iterable[str] | None = None
) -> bool:
    """Make the agent available, away or offline on these channels (None for all); return whether anything changed.

    Being away needs a reason: a row, or the words of one. Raise Refused for somebody who may not answer customers.
    """
    if state != State.OFFLINE and not may_answer(agent):
        raise Refused(_("%(agent)s can't answer customers.") % {"agent": agent})
    name, is_work = _reason(state, reason)
    with transaction.atomic():
        seat = hold_seat(agent.pk)
        seat.seen_at = now()
        rows.update(seat, ["seen_at"])
        wanted = Standing(state, name)
        with _taking_part(seat):
            changed = _move(agent, wanted, channels.kinds() if on is None else list(on), is_work, Ended.CHANGED)
        if changed:
            _tell(agent, wanted, changed, by, Ended.CHANGED)
        if state != State.OFFLINE:
            watch(agent.pk, seat.seen_at)
    return bool(changed)


def sign_out(agent: Agent, *, because: Ended = Ended.SIGNED_OUT) -> bool:
    """End the agent's presence on all channels now."""
    return _end(agent, now(), because)


def seen(agent: Agent) -> None:
    """A page of the agent is open: at most one write in twenty seconds.

    Who had gone silent goes on as before: the same state on the same channels, from now on.
    """
    at = now()
    seat = rows.fetch(Seat, agent_id=agent.pk)
    if seat is None or (seat.seen_at is not None and timedelta(0) <= at - seat.seen_at < HEARD_AGAIN_AFTER):
        return
    was_silent = seat.seen_at is None or at - seat.seen_at >= settings.current().silent_after
    seat.seen_at = at
    rows.update(seat, ["seen_at"])
    if was_silent:
        _go_on(agent, at)


def end_silent(agent_id: int) -> None:
    """End the presence of an agent whose browser is silent, as of when it was last heard; else look again later."""
    with transaction.atomic():
        seat = hold_seat(agent_id)
        if not _open_intervals(agent_id):
            return
        heard = seat.seen_at or now()
        if now() < heard + settings.current().silent_after:
            watch(agent_id, heard)
            return
        _end(Agent.objects.get(pk=agent_id), heard, Ended.SILENT)


def watch(agent_id: int, heard: datetime) -> None:
    """Have it looked at whether the agent is still there, when the time of silence is over; one timer for each."""
    from goodwill.workforce.tasks import end_silent as task

    jobs.enqueue_once(task, f"silent:{agent_id}", agent_id, run_after=heard + settings.current().silent_after)


def hold_seat(agent_id: int) -> Seat:
    """The agent's seat, held until the transaction ends: whoever changes what they have or are waits for it."""
    seat = rows.fetch(Seat, hold=True, agent_id=agent_id)
    if seat is None:
        Seat.objects.get_or_create(agent_id=agent_id)
        seat = rows.fetch(Seat, hold=True, agent_id=agent_id)
    assert seat is not None
    return seat


def _reason(state: State, reason: AwayReason | str | None) -> tuple[str, bool]:
    if state != State.AWAY:
        return "", True
    if isinstance(reason, AwayReason):
        return reason.name, reason.is_work
    name = " ".join((reason or "").split())[:60]
    if not name:
        raise Refused(_("Say why you are away."))
    known = AwayReason.objects.filter(name__iexact=name).first()
    return (known.name, known.is_work) if known else (name, False)


def _open_intervals(agent_id: int) -> dict[str, PresenceInterval]:
    return {row.channel: row for row in _OPEN.all([agent_id])}


def _move(agent: Agent, wanted: Standing, kinds: Sequence[str], is_work: bool, because: Ended) -> list[str]:
    """End and begin intervals, under the held seat; return the channels on which something changed."""
    at, before = now(), _open_intervals(agent.pk)
    changed = []
    for kind in kinds:
        old = before.get(kind)
        if (State(old.state), old.reason) == (wanted.state, wanted.reason) if old else wanted.state == State.OFFLINE:
            continue
        if old is not None:
            _close(old, at, because)
        if wanted.state != State.OFFLINE:
            rows.insert(
                PresenceInterval(
                    agent=agent, channel=kind, state=wanted.state, reason=wanted.reason, is_work=is_work, started_at=at, ended_at=None
                )
            )
        changed.append(kind)
    return changed


@contextmanager
def _taking_part(seat: Seat) -> Iterator[None]:
    """Count the agent among those who share the work, or no longer, as the body makes them available or not."""
    before = _is_available(seat.agent_id)
    here = [given for number, given in _GIVEN.all(State.AVAILABLE) if number != seat.agent_id]
    yield
    after = _is_available(seat.agent_id)
    if before != after:
        seat.given = selecting.on_coming(seat.given, here) if after else selecting.on_leaving(seat.given, [*here, seat.given])
        rows.update(seat, ["given"])


def _is_available(agent_id: int) -> bool:
    return any(row.state == State.AVAILABLE for row in _OPEN.all([agent_id]))


# One interval of theirs is both open and available: an outer join would find those who have none at all.
_HERE = {"agent__presence_intervals__ended_at__isnull": True, "agent__presence_intervals__id__isnull": False}
_GIVEN = Prepared(
    lambda state: (
        Seat.objects.filter(**_HERE, agent__presence_intervals__state=state).order_by().values_list("agent_id", "given").distinct()
    ),
    str,
)


def _close(interval: PresenceInterval, at: datetime, because: Ended) -> None:
    # A clock that was set back must not make an interval of less than nothing.
    interval.ended_at, interval.ended_because = max(at, interval.started_at), because
    rows.update(interval, ["ended_at", "ended_because"])


def _end(agent: Agent, at: datetime, because: Ended) -> bool:
    with transaction.atomic():
        with _taking_part(hold_seat(agent.pk)):
            ended = _open_intervals(agent.pk)
            for interval in ended.values():
                _close(interval, at, because)
        if ended:
            _tell(agent, OFFLINE, list(ended), Actor.SYSTEM if because != Ended.SIGNED_OUT else agent, because)
        jobs.cancel(f"silent:{agent.pk}")
    return bool(ended)


def _go_on(agent: Agent, at: datetime) -> None:
    """Begin again what silence ended; nothing where the agent has changed it since, or too long ago."""
    with transaction.atomic():
        seat = hold_seat(agent.pk)
        last = PresenceInterval.objects.filter(agent=agent, started_at__gte=at - timedelta(days=2)).order_by("-ended_at", "-id")
        newest = list(last.exclude(ended_at=None)[:20])
        if _open_intervals(agent.pk) or not newest or not may_answer(agent):
            return
        ended_at = newest[0].ended_at
        if newest[0].ended_because != Ended.SILENT or ended_at is None or at - ended_at > GOES_ON_WITHIN:
            return
        for row in newest:
            if row.ended_at == ended_at and row.ended_because == Ended.SILENT:
                wanted = Standing(State(row.state), row.reason)
                with _taking_part(seat):
                    changed = _move(agent, wanted, [row.channel], row.is_work, Ended.CHANGED)
                if changed:
                    _tell(agent, wanted, changed, agent, Ended.CHANGED)
        watch(agent.pk, seat.seen_at or at)


def _tell(agent: Agent, wanted: Standing, kinds: list[str], by: Agent | Actor, because: Ended) -> None:
    data = {"state": str(wanted.state), "reason": wanted.reason, "channels": sorted(kinds), "because": str(because)}
    record("agent.presence_changed", agent, by=by, data=data)
    live.publish([TOPIC, f"a{agent.pk}"], "availability", {"agent": agent.pk, "state": str(wanted.state)})
