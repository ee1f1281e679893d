"""The clock of one target: starts, pauses, goes on, and says when what is due. Pure: it changes the object and stores nothing."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from goodwill.service_levels.domain.calendars import ALWAYS, Hours, NeverOpen, after, between
from goodwill.service_levels.domain.choosing import Chosen
from goodwill.service_levels.models import Target

NOTHING = timedelta(0)
# What stands in JSON is exact to the microsecond.
SECOND = timedelta(seconds=1)
Step = Mapping[str, Any]


def start(target: Target, goal: Chosen, at: datetime, within: timedelta | None = None) -> None:
    """Let it run from ``at`` under this goal; ``within`` where the goal does not say it, as for the day of a parcel."""
    promise(target, goal)
    target.within = target.remaining = goal.within if within is None else within
    target.started_at = target.counted_from = at
    run(target, goal)


def promise(target: Target, goal: Chosen) -> None:
    """Note by which goal it is promised."""
    target.policy_id, target.goal_id, target.calendar_id = goal.policy_id, goal.goal_id, goal.calendar_id


def run(target: Target, goal: Chosen) -> None:
    """Work out the moments of a target that runs."""
    if target.breached_at is None:
        target.due_at = moment(goal.hours, target.counted_from, target.remaining)
    warnings = [step for step in goal.steps if step["when"] == "used"]
    target.warn_at = step_at(target, goal, warnings[0]) if warnings else None
    target.next_at = following(target, goal)


def pause(target: Target, hours: Hours, at: datetime) -> None:
    """Stand still: what was counted so far stays counted."""
    at = max(at, target.counted_from)
    counted = counted_since(target, hours, at)
    target.stretches = [*target.stretches, [target.counted_from.isoformat(), at.isoformat(), counted / SECOND]]
    target.remaining -= counted
    target.paused_at, target.next_at = at, None
    if target.breached_at is None:
        target.due_at = target.warn_at = None


def go_on(target: Target, goal: Chosen, at: datetime) -> None:
    """Run again with what was left."""
    target.counted_from, target.paused_at = at, None
    run(target, goal)


def counted_since(target: Target, hours: Hours, at: datetime) -> timedelta:
    """What was counted since it last began to run."""
    return between(hours, target.counted_from, at)


def counted_before(target: Target) -> timedelta:
    """What was counted in earlier stretches, before it last began to run."""
    return sum((timedelta(seconds=stretch[2]) for stretch in target.stretches), NOTHING)


def replan(target: Target, goal: Chosen, within: timedelta) -> None:
    """Put an open target under another goal, or the same one with other hours: what was counted before stays counted."""
    had = (target.goal_id, target.within)
    promise(target, goal)
    target.remaining, target.within = within - counted_before(target), within
    if had != (goal.goal_id, within):
        target.step, target.is_waiting = 0, False
        skip_past(target, goal)
    if target.paused_at is None:
        run(target, goal)


def skip_past(target: Target, goal: Chosen) -> None:
    """What was told already is not told again under another goal."""
    while target.step < len(goal.steps) and target.breached_at and goal.steps[target.step]["when"] in ("used", "due"):
        target.step += 1


def following(target: Target, goal: Chosen) -> datetime | None:
    """The next moment at which something must happen; None when nothing will."""
    coming = [target.due_at] if target.breached_at is None else []
    if target.step < len(goal.steps):
        coming.append(step_at(target, goal, goal.steps[target.step]))
    return min((at for at in coming if at is not None), default=None)


def step_at(target: Target, goal: Chosen, step: Step) -> datetime | None:
    """When a step is to be taken; None for one after a promise that never ends."""
    match step["when"]:
        case "used":
            left = target.within * (100 - int(step["percent"])) / 100
            return moment(goal.hours, target.counted_from, target.remaining - left)
        case "after" if target.due_at is not None:
            return moment(goal.hours, target.due_at, timedelta(minutes=int(step["minutes"])))
        case _:
            return target.due_at


def moment(hours: Hours, since: datetime, counted: timedelta) -> datetime | None:
    """When so much was counted; what lies back is counted by the wall. None where it never comes together."""
    if hours is ALWAYS or counted <= NOTHING:
        return since + counted
    try:
        return after(hours, since, counted)
    except NeverOpen:
        return None


def in_order(steps: Sequence[Step]) -> list[Step]:
    """Steps as they are kept: warnings by the share that is used, then what happens at the end, then what comes after."""
    place = {"used": 0, "due": 1, "after": 2}
    return sorted(steps, key=lambda step: (place[step["when"]], int(step.get("percent", 0)), int(step.get("minutes", 0))))
