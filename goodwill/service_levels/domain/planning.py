"""Starts and ends the targets of one conversation as things happen in it, and shows on its row which one ends soonest."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Max, Q

from goodwill.activity.recording import record
from goodwill.conversations.domain import promising
from goodwill.conversations.enums import Direction, MatchedBy, Status
from goodwill.conversations.models import Conversation, Message
from goodwill.conversations.situations import Facts
from goodwill.core import rows
from goodwill.core.row_objects import PreparedObjects
from goodwill.core.rows import Prepared
from goodwill.service_levels.domain import choosing, timing
from goodwill.service_levels.domain.calendars import ALWAYS, Hours
from goodwill.service_levels.domain.choosing import Chosen, Table
from goodwill.service_levels.enums import BY_THE_WALL, PAUSABLE, REPLIES, Ending, Metric
from goodwill.service_levels.models import Target

FINISHED = frozenset({Status.RESOLVED, Status.CLOSED})
# Of these, closed ones are asked for too: whether anybody has answered, and the one resolution that goes on when reopened.
REMEMBERED = (str(Metric.FIRST_RESPONSE), str(Metric.RESOLUTION))
CLOCK = tuple(
    field.attname
    for field in Target._meta.concrete_fields
    if field.attname not in ("id", "conversation_id", "metric", "cycle", "started_by", "order_id", "earlier_id", "came_from_id")
)


class Plan:
    """The targets of one conversation while something happens to it; ``save`` writes what became of them."""

    # Nothing was promised before: there is nothing to ask for.
    is_new = False

    def __init__(self, conversation: Conversation, targets: Iterable[Target], table: Table, message: Message | None = None) -> None:
        self.conversation, self.table, self.message = conversation, table, message
        self.targets = list(targets)
        self._new: list[Target] = []
        self._changed: dict[int, Target] = {}

    @classmethod
    def of(cls, conversation: Conversation, table: Table | None = None, message: Message | None = None) -> "Plan":
        """With the targets that are open, and those that are remembered."""
        return cls(conversation, _OF.all(conversation.pk), table or choosing.current(), message)

    @cached_property
    def chosen(self) -> dict[str, Chosen]:
        """What the policies promise here, by metric."""
        return self.table.choose(Facts(self.conversation, message=self.message))

    def open(self, *metrics: str) -> list[Target]:
        return [target for target in self.targets if target.is_open and (not metrics or target.metric in metrics)]

    def closed(self, metric: str) -> list[Target]:
        return [target for target in self.targets if not target.is_open and target.metric == metric]

    def goal_of(self, target: Target) -> Chosen | None:
        return self.table.goals.get(target.goal_id or 0)

    def start(self, metric: str, at: datetime, *, within: timedelta | None = None, **known: Any) -> Target | None:
        """Start a promise where a policy makes it; None where none does."""
        goal = self.chosen.get(metric) if metric in self.table.metrics else None
        if goal is None:
            return None
        target = Target(conversation=self.conversation, metric=metric, cycle=self.next_cycle(metric), **known)
        timing.start(target, goal, at, within)
        if metric in PAUSABLE and self.conversation.status in goal.pauses:
            timing.pause(target, goal.hours, at)
        return self.add(target)

    def add(self, target: Target) -> Target:
        self.targets.append(target)
        self._new.append(target)
        return target

    def change(self, target: Target) -> None:
        if target.pk:
            self._changed[target.pk] = target

    def meet(self, target: Target, at: datetime, ended_by: int | None = None) -> None:
        """It was done; late where its time had run out, whether or not anybody was told of that."""
        self._end(target, at, Ending.DONE)
        target.met_at, target.ended_by = at, ended_by

    def cancel(self, target: Target, at: datetime, ending: Ending) -> None:
        self._end(target, at, ending)
        target.cancelled_at = at

    def pause(self, target: Target, at: datetime) -> None:
        if target.paused_at is None:
            note_breach(target, at)
            timing.pause(target, self._hours(target), at)
            self.change(target)

    def go_on(self, target: Target, at: datetime) -> None:
        goal = self.goal_of(target)
        if target.paused_at is not None and goal is not None:
            timing.go_on(target, goal, at)
            self.change(target)

    def revive(self, target: Target) -> None:
        """Open it again as if it had never been closed, under what is promised now; the time since counts where it ran."""
        target.met_at = target.cancelled_at = target.closed_at = target.ended_by = None
        target.ending = ""
        goal = self.goal_of(target) or self.chosen.get(target.metric)
        if goal is not None and target.metric not in BY_THE_WALL and (goal.goal_id, goal.within) != (target.goal_id, target.within):
            timing.replan(target, goal, goal.within)
        elif goal is not None and target.paused_at is None:
            timing.run(target, goal)
        self.change(target)

    def save(self, *, is_begun: bool = False) -> None:
        """Write all of it, and the promise that ends soonest onto the row; ``is_begun`` where the caller saves that row."""
        new, changed = self._new, list(self._changed.values())
        self._new, self._changed = [], {}
        for target in new:
            rows.insert(target)
        for target in changed:
            rows.update(target, CLOCK)
        if new or changed:
            (promising.put if is_begun else promising.show_promise)(self.conversation, **soonest(self.targets))
        # Last: whoever hears of it may go on from there.
        if started := [target for target in new if target.is_open]:
            # One record for what starts together: receiving a mail pays for it.
            record("target.started", self.conversation, data={**about(started[0]), "others": [about(other) for other in started[1:]]})
        for target in changed:
            if not target.is_open:
                record("target.met" if target.met_at else "target.cancelled", self.conversation, data=about(target))

    def _end(self, target: Target, at: datetime, ending: Ending) -> None:
        note_breach(target, at)
        target.closed_at, target.ending, target.next_at, target.is_waiting = at, ending, None, False
        self.change(target)

    def _hours(self, target: Target) -> Hours:
        goal = self.goal_of(target)
        return goal.hours if goal is not None and target.metric not in BY_THE_WALL else ALWAYS

    def next_cycle(self, metric: str) -> int:
        known = [target.cycle for target in self.targets if target.metric == metric]
        if not self.is_new:
            last = _LAST_CYCLE.first(self.conversation.pk, str(metric))
            known += last or ()
        return max(known, default=0) + 1


def received(message: Message) -> None:
    """A customer wrote: a burst is one cycle, and a resolution runs from the first message."""
    table = choosing.current()
    if message.is_third_party or not table.policies:
        return
    conversation, at = message.conversation, message.created_at
    is_new = message.matched_by == MatchedBy.NEW
    # The orders that a first message names are linked before we hear of it.
    is_first = is_new and Metric.DELIVERY_PROMISE not in table.metrics
    plan = Plan(conversation, [], table, message) if is_first else Plan.of(conversation, table, message)
    plan.is_new = is_first
    if not plan.open(*REPLIES):
        plan.start(_reply_metric(plan, is_new), at, started_by=message.pk)
    if not any(target.metric == Metric.RESOLUTION for target in plan.targets):
        plan.start(Metric.RESOLUTION, at, started_by=message.pk)
    repeat = None
    if is_new and Metric.REPEAT_CONTACT in table.metrics:
        from goodwill.service_levels.domain import noticing_repeats

        repeat = noticing_repeats.note(plan, message)
    plan.save(is_begun=is_new)
    if repeat is not None:
        record("target.breached", conversation, data={**about(repeat), "earlier": repeat.earlier_id})


def sent(message: Message) -> None:
    """A person answered: what the customer waited for is done, and the next update is due by and by. Machines answer nothing."""
    if message.is_automatic or message.direction != Direction.OUTBOUND:
        return
    conversation, at = message.conversation, message.created_at
    plan = Plan.of(conversation, message=message)
    answered = plan.open(*REPLIES)
    for target in [*answered, *plan.open(Metric.PERIODIC_UPDATE, Metric.HAND_OFF)]:
        plan.meet(target, at, message.pk)
    plan.start(Metric.PERIODIC_UPDATE, at, started_by=message.pk)
    plan.save()
    if answered:
        from goodwill.service_levels.domain import promising_honestly

        promising_honestly.count_answer(message.inbox_id, at)


def note_breach(target: Target, at: datetime) -> None:
    """Its time had run out by then, whether or not the worker came to say so."""
    if target.breached_at is None and target.due_at is not None and target.due_at <= at and target.metric != Metric.REPEAT_CONTACT:
        target.breached_at = target.due_at


def soonest(targets: Iterable[Target]) -> dict[str, Any]:
    """What the row of the conversation shows: the promise that runs and ends first."""
    running = [target for target in targets if target.is_open and target.due_at is not None and target.paused_at is None]
    first = min(running, key=lambda target: (target.due_at, target.pk or 0), default=None)
    if first is None:
        return {"due_at": None, "warn_at": None, "metric": ""}
    return {"due_at": first.due_at, "warn_at": first.warn_at, "metric": first.metric}


def has_answered(conversation: Conversation, *, besides: int | None = None) -> bool:
    """Whether a person of ours has written in it, whatever promises there were then."""
    return bool([number for (number,) in _ANSWERS.all(conversation.pk) if number != besides])


def _reply_metric(plan: Plan, is_new: bool) -> Metric:
    """The first response, until somebody has answered; where we wrote first, there is none."""
    first = plan.closed(Metric.FIRST_RESPONSE)
    if is_new or (first and not any(target.met_at for target in first) and not has_answered(plan.conversation)):
        return Metric.FIRST_RESPONSE
    if first or has_answered(plan.conversation):
        return Metric.NEXT_RESPONSE
    return Metric.FIRST_RESPONSE


def about(target: Target) -> dict[str, Any]:
    """What an activity says of a target."""
    return {
        "target": target.pk,
        "metric": target.metric,
        "due_at": target.due_at.isoformat() if target.due_at else None,
        **({"ending": target.ending, "late": target.breached_at is not None} if target.closed_at else {}),
    }


# Held, so that what is due is fired before or after, and not on the way.
_OF = PreparedObjects(
    lambda conversation: (
        Target.objects.filter(Q(closed_at__isnull=True) | Q(metric__in=REMEMBERED), conversation_id=conversation)
        .select_for_update(no_key=True)
        .order_by("id")
    )
)
_LAST_CYCLE = Prepared(
    lambda conversation, metric: (
        Target.objects.filter(conversation_id=conversation, metric=metric)
        .order_by()
        .values("conversation_id")
        .annotate(last=Max("cycle"))
        .values_list("last")
    ),
    int,
    str,
)
_ANSWERS = Prepared(
    lambda conversation: (
        Message.objects.filter(conversation_id=conversation, direction=Direction.OUTBOUND, is_automatic=False)
        .exclude(delivery="undone")
        .order_by("position")
        .values_list("id")[:2]
    ),
    int,
)
