"""Plans when agents work, and knows who is at work at a moment."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from itertools import chain

from django.db import transaction
from django.utils.translation import gettext as _

from goodwill.accounts.models import Agent
from goodwill.activity.recording import record
from goodwill.core import jobs
from goodwill.core.clock import now
from goodwill.workforce.domain import settings
from goodwill.workforce.enums import ShiftKind
from goodwill.workforce.errors import Refused
from goodwill.workforce.models import Shift

AROUND = timedelta(days=7)
LONGEST = timedelta(days=60)
LONGEST_WORK = timedelta(hours=16)


def plan(shift: Shift, *, by: Agent) -> Shift:
    """Add or change a shift; raise Refused for one that ends before it begins, is too long, or lies over another of its kind."""
    length = shift.ends_at - shift.starts_at
    if length <= timedelta(0):
        raise Refused(_("A shift ends after it begins."))
    if length > (LONGEST if shift.kind == ShiftKind.ABSENCE else LONGEST_WORK):
        raise Refused(_("That is too long: a shift has at most 16 hours, an absence 60 days."))
    with transaction.atomic():
        same = Shift.objects.filter(agent=shift.agent, kind=shift.kind, starts_at__lt=shift.ends_at, ends_at__gt=shift.starts_at)
        if other := same.exclude(pk=shift.pk).first():
            raise Refused(_("There is a shift of this kind already: %(shift)s.") % {"shift": in_words(other)})
        is_new = shift.pk is None
        shift.created_by = shift.created_by or by
        shift.save()
        record("shift.planned" if is_new else "shift.changed", shift, by=by, data=_facts(shift))
        turn_soon()
    return shift


def remove(shift: Shift, *, by: Agent) -> None:
    """Take a shift out of the plan."""
    with transaction.atomic():
        record("shift.removed", shift, by=by, data=_facts(shift))
        shift.delete()
        turn_soon()


def copy_week(agents: Iterable[Agent], monday: datetime, *, by: Agent) -> int:
    """Plan the week that begins at ``monday`` as the one before it, in the agents' local time; return how many shifts.

    What would lie over a shift that is planned already is left out.
    """
    copied = 0
    with transaction.atomic():
        those = Shift.objects.filter(agent__in=list(agents), starts_at__gte=monday - AROUND, starts_at__lt=monday)
        for old in those.exclude(kind=ShiftKind.ABSENCE).order_by("starts_at"):
            zone = monday.tzinfo
            shift = Shift(agent_id=old.agent_id, kind=old.kind, note=old.note)
            shift.starts_at, shift.ends_at = (moment.astimezone(zone) + AROUND for moment in (old.starts_at, old.ends_at))
            try:
                plan(shift, by=by)
            except Refused:
                continue
            copied += 1
    return copied


def of(agent_ids: Collection[int], start: datetime, end: datetime) -> list[Shift]:
    """The shifts of these agents that touch the time from ``start`` to before ``end``, in order."""
    found = Shift.objects.filter(agent_id__in=list(agent_ids), starts_at__lt=end, ends_at__gt=start)
    return list(found.order_by("starts_at", "id"))


def off(agent_ids: Collection[int], at: datetime) -> set[int]:
    """Those who keep shifts (have any within a week before or after) and are not at work at this moment.

    A planned break, training or meeting is at work; an absence is not, whatever else is planned.
    """
    near = Shift.objects.filter(agent_id__in=list(agent_ids), starts_at__lt=at + AROUND, ends_at__gt=at - AROUND)
    keeping, here, absent = set(), set(), set()
    for agent_id, kind, starts_at, ends_at in near.values_list("agent_id", "kind", "starts_at", "ends_at"):
        if kind == ShiftKind.ABSENCE:
            absent |= {agent_id} if starts_at <= at < ends_at else set()
            continue
        keeping.add(agent_id)
        if starts_at <= at < ends_at:
            here.add(agent_id)
    return (keeping - here) | absent


def begins_within(agent_ids: Collection[int], at: datetime, wait: timedelta) -> set[int]:
    """Those whose work begins soon."""
    soon = Shift.objects.filter(agent_id__in=list(agent_ids), kind=ShiftKind.WORK, starts_at__gt=at, starts_at__lte=at + wait)
    return set(soon.values_list("agent_id", flat=True))


def next_turn(at: datetime) -> datetime | None:
    """When the next shift begins or ends; None where none is planned."""
    begins = Shift.objects.filter(starts_at__gt=at).order_by("starts_at").values_list("starts_at", flat=True).first()
    ends = Shift.objects.filter(ends_at__gt=at).order_by("ends_at").values_list("ends_at", flat=True).first()
    return min((moment for moment in (begins, ends) if moment), default=None)


def turn_soon() -> None:
    """Have the queue looked at when the next shift begins or ends, and at once; nothing while routing is off."""
    from goodwill.workforce.tasks import turn_shifts

    if settings.current().is_on:
        jobs.enqueue_once(turn_shifts, "shifts:turn", run_after=now())


def bounds(found: Sequence[Shift]) -> tuple[datetime, datetime] | None:
    """From the first beginning to the last end; None without shifts."""
    moments = sorted(chain.from_iterable((shift.starts_at, shift.ends_at) for shift in found))
    return (moments[0], moments[-1]) if moments else None


def in_words(shift: Shift) -> str:
    """Kind, day and times in the viewer's zone."""
    from django.utils import formats, timezone

    start, end = timezone.localtime(shift.starts_at), timezone.localtime(shift.ends_at)
    return f"{shift.get_kind_display()}, {formats.date_format(start, 'SHORT_DATE_FORMAT')} {start:%H:%M}-{end:%H:%M}"


def _facts(shift: Shift) -> dict[str, object]:
    times = {"from": shift.starts_at.isoformat(), "until": shift.ends_at.isoformat()}
    return {"agent": shift.agent_id, "kind": shift.kind, **times}
