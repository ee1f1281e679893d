"""Explains a target: by which policy, from when, what counted and what did not, and so when it ends."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from goodwill.conversations.conditions import KIT
from goodwill.core.clock import now
from goodwill.core.conditions import UnknownCondition
from goodwill.core.wording import listed
from goodwill.service_levels.domain import timing
from goodwill.service_levels.domain.calendars import ALWAYS, Hours, Reason, Segment, segments
from goodwill.service_levels.enums import BY_THE_WALL, Ending, Metric
from goodwill.service_levels.models import Calendar, Policy, Target

STARTED: Mapping[str, Any] = {
    Metric.FIRST_RESPONSE: gettext_lazy("The customer wrote."),
    Metric.NEXT_RESPONSE: gettext_lazy("The customer wrote again."),
    Metric.PERIODIC_UPDATE: gettext_lazy("We wrote, and said that there would be more."),
    Metric.RESOLUTION: gettext_lazy("The conversation began."),
    Metric.HAND_OFF: gettext_lazy("It was handed over."),
    Metric.QUEUE_WAIT: gettext_lazy("The contact came into the queue."),
    Metric.HANDLING_TIME: gettext_lazy("The call was taken."),
    Metric.REPEAT_CONTACT: gettext_lazy("The earlier conversation ended."),
    Metric.DELIVERY_PROMISE: gettext_lazy("The order was linked."),
}
NOT_COUNTED: Mapping[str, Any] = {
    Reason.NIGHT: gettext_lazy("outside the open hours"),
    Reason.BREAK: gettext_lazy("a break"),
    Reason.CLOSED: gettext_lazy("a closed day"),
    Reason.HOLIDAY: gettext_lazy("a free day"),
    Reason.OVERRIDE: gettext_lazy("other hours"),
}


@dataclass(frozen=True, slots=True)
class Pause:
    """A time in which the target stood still; ``end`` is None while it does."""

    start: datetime
    end: datetime | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """``segments`` are from the start to now, or to the end, without the pauses. ``counted`` is what was used of ``within``.

    ``sentences`` say all of it to people, in their language and the calendar's time zone.
    """

    target: Target
    policy: Policy | None
    within: timedelta
    counted: timedelta
    left: timedelta
    segments: list[Segment]
    pauses: list[Pause]
    sentences: list[str]


def explain(target: Target, at: datetime | None = None) -> Explanation:
    """Why this target ends when it ends."""
    at = target.closed_at or at or now()
    calendar = _calendar(target)
    hours = calendar.hours() if calendar is not None and target.metric not in BY_THE_WALL else ALWAYS
    runs = _runs(target, at)
    counted = timing.counted_before(target)
    if target.paused_at is None:
        counted += timing.counted_since(target, hours, at)
    found = [segment for start, end in runs for segment in segments(hours, start, end)]
    pauses = _pauses(target, runs)
    left = target.within - counted
    zone = ZoneInfo(calendar.zone if calendar is not None else "UTC")
    # A time of day can end with a full stop of its own.
    sentences = [said.replace("..", ".") for said in _sentences(target, calendar, hours, counted, found, pauses, zone)]
    return Explanation(target, target.policy, target.within, counted, left, found, pauses, sentences)


def length(span: timedelta) -> str:
    """A span as people say it: "1 day 2 hours", "45 minutes", "30 seconds"; at most two units."""
    seconds = max(0, round(span.total_seconds()))
    days, hours, minutes = seconds // 86_400, seconds // 3600 % 24, seconds // 60 % 60
    parts = [
        ngettext("%(count)s day", "%(count)s days", days) % {"count": days} if days else "",
        ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours} if hours else "",
        ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes} if minutes else "",
    ]
    said = [part for part in parts if part][:2]
    return " ".join(said) or ngettext("%(count)s second", "%(count)s seconds", seconds) % {"count": seconds}


def _calendar(target: Target) -> Calendar | None:
    return target.calendar if target.calendar_id else None


def _runs(target: Target, at: datetime) -> list[tuple[datetime, datetime]]:
    earlier = [(datetime.fromisoformat(start), datetime.fromisoformat(end)) for start, end, _counted in target.stretches]
    return [*earlier, (target.counted_from, max(at, target.counted_from))] if target.paused_at is None else earlier


def _pauses(target: Target, runs: list[tuple[datetime, datetime]]) -> list[Pause]:
    between = [Pause(end, start) for (_start, end), (start, _end) in pairwise(runs) if end < start]
    return [*between, Pause(target.paused_at, None)] if target.paused_at is not None else between


def _sentences(
    target: Target, calendar: Calendar | None, hours: Hours, counted: timedelta, found: list[Segment], pauses: list[Pause], zone: ZoneInfo
) -> Iterator[str]:
    yield from _promise(target, calendar, hours)
    yield _("%(time)s: %(event)s") % {"time": _time(target.started_at, zone), "event": STARTED[target.metric]}
    if target.metric == Metric.REPEAT_CONTACT:
        yield _("The customer was in touch before, in #%(number)s.") % {"number": target.earlier_id}
        return
    if target.order is not None and target.order.expected_on is not None:
        words = {"number": target.order.number, "day": date_format(target.order.expected_on, "DATE_FORMAT")}
        yield _("Order %(number)s is to arrive on %(day)s.") % words
    yield _("%(counted)s of %(within)s have counted.") % {"counted": length(counted), "within": length(target.within)}
    for reason, name, span in _left_out(found):
        yield _("%(span)s did not count: %(reason)s.") % {"span": length(span), "reason": name or NOT_COUNTED[reason]}
    for pause in pauses:
        if pause.end is not None:
            yield _("It stood still from %(start)s to %(end)s.") % {"start": _time(pause.start, zone), "end": _time(pause.end, zone)}
    yield from _end(target, pauses, zone)


def _promise(target: Target, calendar: Calendar | None, hours: Hours) -> Iterator[str]:
    words = {"promise": Metric(target.metric).label, "within": length(target.within)}
    if target.policy is None:
        yield _("%(promise)s within %(within)s, by a policy that was removed since.") % words
    else:
        yield _("%(promise)s within %(within)s, by the policy “%(policy)s”.") % {**words, "policy": target.policy.name}
        if conditions := list(filter(None, map(_condition, target.policy.conditions))):
            yield _("It applies where %(conditions)s.") % {"conditions": listed(conditions)}
        else:
            yield _("It applies everywhere.")
    if hours is ALWAYS or calendar is None:
        yield _("It counts round the clock.")
    else:
        yield _("It counts the open hours of “%(calendar)s” (%(zone)s).") % {"calendar": calendar.name, "zone": calendar.zone}


def _condition(given: Mapping[str, Any]) -> str:
    try:
        return KIT.sentence(given)
    except (UnknownCondition, KeyError):
        return ""


def _left_out(found: list[Segment]) -> list[tuple[Reason, str, timedelta]]:
    """What did not count, summed for each reason and name, in the order in which it first came."""
    sums: dict[tuple[Reason, str], timedelta] = {}
    for segment in found:
        if not segment.is_counted:
            place = (segment.reason, segment.name)
            sums[place] = sums.get(place, timedelta(0)) + segment.length
    return [(reason, name, span) for (reason, name), span in sums.items()]


def _end(target: Target, pauses: list[Pause], zone: ZoneInfo) -> Iterator[str]:
    if target.breached_at is not None:
        yield _("Its time ran out on %(time)s.") % {"time": _time(target.breached_at, zone)}
    if target.met_at is not None:
        yield _("It was done on %(time)s.") % {"time": _time(target.met_at, zone)}
    elif target.cancelled_at is not None:
        yield _("It ended on %(time)s: %(reason)s.") % {"time": _time(target.cancelled_at, zone), "reason": Ending(target.ending).label}
    elif target.paused_at is not None:
        words = {"time": _time(pauses[-1].start, zone), "left": length(target.remaining)}
        yield _("It stands still since %(time)s, with %(left)s left.") % words
    elif target.breached_at is None and target.due_at is not None:
        yield _("So it ends on %(time)s.") % {"time": _time(target.due_at, zone)}


def _time(moment: datetime, zone: ZoneInfo) -> str:
    return date_format(moment.astimezone(zone), "DATETIME_FORMAT")
