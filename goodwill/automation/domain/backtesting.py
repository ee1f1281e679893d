"""Tries a rule on what happened in the past: where it would have run, and what its actions would have done. Writes nothing else."""

import logging
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from goodwill.accounts.errors import NotAllowed
from goodwill.accounts.models import Agent
from goodwill.accounts.rules import may_lead
from goodwill.activity.models import Activity, Actor
from goodwill.automation.contract import ANY, Doing, TimeTrigger
from goodwill.automation.domain import acting, compiling, describing, drafting, finding_subjects, looking_back, running
from goodwill.automation.domain.compiling import Compiled
from goodwill.automation.domain.looking_back import PastFacts
from goodwill.automation.enums import BackTestState
from goodwill.automation.models import BackTest, BackTestHit, Rule
from goodwill.conversations.models import Conversation, Message
from goodwill.core.clock import now

logger = logging.getLogger(__name__)
DAYS = 90
BATCH = 500
MOST_HITS = 1_000
Progress = Callable[[BackTest], None]


@dataclass
class _Seen:
    """What one batch found."""

    hits: list[BackTestHit] = field(default_factory=list)
    per_day: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    per_action: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    asked: set[str] = field(default_factory=set)
    count: int = 0
    cursor: int = 0


def start(rule: Rule, days: int = DAYS, *, by: Agent) -> BackTest:
    """Have a job try the rule as it stands, saved or not; ask the row how far it is."""
    if not may_lead(by):
        raise NotAllowed(_("Only leads and managers change rules."))
    from goodwill.automation.tasks import backtest as backtest_task

    with transaction.atomic():
        test = _begun(rule, days, by)
        backtest_task.enqueue(test.pk)
    return test


def backtest(rule: Rule, days: int = DAYS, progress: Progress | None = None) -> BackTest:
    """Try it now, to the end."""
    test = _begun(rule, days, None)
    while step(test.pk):
        if progress is not None:
            progress(BackTest.objects.get(pk=test.pk))
    test.refresh_from_db()
    return test


def cancel(test: BackTest, *, by: Agent) -> None:
    """Stop it; what it found so far stays."""
    if not may_lead(by):
        raise NotAllowed(_("Only leads and managers change rules."))
    going = BackTest.objects.filter(pk=test.pk, state__in=[BackTestState.WAITING, BackTestState.RUNNING])
    going.update(state=BackTestState.CANCELLED, finished_at=now())
    test.refresh_from_db()


def step(number: int) -> bool:
    """Look at one batch, in one transaction with how far it is; False when there is nothing left to do.

    Whoever is killed in between goes on where it stood.
    """
    with transaction.atomic():
        test = BackTest.objects.select_for_update().get(pk=number)
        if test.state not in (BackTestState.WAITING, BackTestState.RUNNING):
            return False
        rule = compiling.compile_rule(_tested(test))
        seen = _try_waits(rule, test) if isinstance(rule.trigger, TimeTrigger) else _try_events(rule, test)
        _note(test, seen)
        return test.state == BackTestState.RUNNING


def run(number: int) -> None:
    """Batch after batch to the end; what can't be carried on says why, and is not tried for ever."""
    try:
        while step(number):
            pass
    except acting.PASSING:
        raise
    except Exception as error:
        logger.exception("the back-test %s failed", number)
        problem = _("It failed unexpectedly (%(error)s).") % {"error": type(error).__name__}
        BackTest.objects.filter(pk=number).update(state=BackTestState.FAILED, problem=problem, finished_at=now())


def _begun(rule: Rule, days: int, by: Agent | None) -> BackTest:
    drafting.require_usable(rule)
    until = now()
    since = until - timedelta(days=days)
    first, last = _span(since)
    columns = {name: getattr(rule, name) for name in sorted(drafting.COLUMNS)}
    return BackTest.objects.create(
        rule=rule if rule.pk else None, tested=columns, since=since, until=until, first=first, cursor=first, upto=last, started_by=by
    )


def _span(since: datetime) -> tuple[int, int]:
    """The numbers of activities around the time: numbers grow with time, so the first is found by halving."""
    ends = Activity.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    low, high = 0, ends
    while low < high:
        middle = (low + high) // 2
        at = Activity.objects.filter(pk__gt=middle).order_by("pk").values_list("pk", "at").first()
        if at is not None and at[1] < since:
            low = at[0]
        else:
            high = middle
    # History that was imported has numbers out of order with its times: each row's own time is looked at as well.
    return low, ends


def _tested(test: BackTest) -> Rule:
    return Rule(pk=test.rule_id, **test.tested)


def _note(test: BackTest, seen: _Seen) -> None:
    kept = BackTestHit.objects.filter(backtest=test).count() if seen.hits else 0
    BackTestHit.objects.bulk_create(seen.hits[: max(0, MOST_HITS - kept)])
    days, actions = {**test.per_day}, {**test.per_action}
    for day, (looked, matched) in seen.per_day.items():
        before = days.get(day, [0, 0])
        days[day] = [before[0] + looked, before[1] + matched]
    for place, count in seen.per_action.items():
        actions[place] = actions.get(place, 0) + count
    test.per_day, test.per_action = dict(sorted(days.items())), actions
    test.seen += seen.count
    test.matched += len(seen.hits)
    test.unknown = sorted({*test.unknown, *(seen.asked & looking_back.TODAYS)})
    test.state = BackTestState.RUNNING
    if seen.cursor >= test.upto:
        test.state, test.finished_at = BackTestState.DONE, now()
    test.cursor = seen.cursor
    test.conversations = BackTestHit.objects.filter(backtest=test).values("conversation").distinct().count()
    test.save()


def _try_events(rule: Compiled, test: BackTest) -> _Seen:
    """The next activities that could have started it."""
    seen = _Seen()
    wanted = Activity.objects.filter(pk__gt=test.cursor, pk__lte=test.upto).order_by("pk")
    kinds = rule.trigger.kinds_of(rule.row.trigger_parameters)
    batch = list((wanted if ANY in kinds else wanted.filter(kind__in=kinds))[:BATCH])
    seen.cursor = batch[-1].pk if len(batch) == BATCH else test.upto
    occasions = [
        (activity, conversation)
        for activity in batch
        if test.since <= activity.at <= test.until and _would_start(rule, activity)
        for conversation in finding_subjects.conversations_of(activity)
    ]
    past = _Past([conversation for _activity, conversation in occasions])
    for activity, conversation in occasions:
        _try(rule, seen, test, past.facts(conversation, activity), activity)
    return seen


def _would_start(rule: Compiled, activity: Activity) -> bool:
    is_own = activity.kind.startswith("rule.") or activity.data.get("imported")
    return not is_own and rule.trigger.fits(rule.row.trigger_parameters, activity)


def _try_waits(rule: Compiled, test: BackTest) -> _Seen:
    """The next conversations: since when each waited, and whether that lasted. The cursor counts conversations here."""
    trigger = rule.trigger
    assert isinstance(trigger, TimeTrigger)
    seen, after = _Seen(), test.cursor if test.state == BackTestState.RUNNING else 0
    found = Conversation.objects.filter(pk__gt=after, merged_into=None, last_message_at__gte=test.since - timedelta(days=30))
    batch = list(found.select_related("inbox", "customer").order_by("pk")[:BATCH])
    last = Conversation.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    test.first, test.upto = 0, last
    seen.cursor = batch[-1].pk if len(batch) == BATCH else last
    told = Activity.objects.filter(subject_kind="conversation", subject_id__in=[c.pk for c in batch], kind__in=trigger.kinds)
    by_conversation = {key: list(rows) for key, rows in groupby(told.order_by("subject_id", "pk"), lambda row: row.subject_id)}
    past = _Past(batch)
    for conversation in batch:
        for began, ended in trigger.waits(rule.row.trigger_parameters, by_conversation.get(conversation.pk, [])):
            due_at = trigger.due(rule.row.trigger_parameters, began.at)
            if due_at > (ended or test.until) or not test.since <= due_at <= test.until:
                continue
            _try(rule, seen, test, past.facts(conversation, None, at=due_at), began)
    return seen


class _Past:
    """Conversations as they were, read for a whole batch at once."""

    def __init__(self, conversations: Sequence[Conversation]) -> None:
        numbers = {conversation.pk for conversation in conversations}
        changes = Activity.objects.filter(subject_kind="conversation", subject_id__in=numbers, kind__in=looking_back.KINDS)
        self._changes: dict[int, list[Activity]] = defaultdict(list)
        for activity in changes.order_by("pk"):
            self._changes[activity.subject_id].append(activity)
        self._said: dict[int, list[Message]] = defaultdict(list)
        for message in Message.objects.filter(conversation__in=numbers).order_by("position"):
            self._said[message.conversation_id].append(message)

    def facts(self, conversation: Conversation, activity: Activity | None, *, at: datetime | None = None) -> PastFacts:
        """The facts right after an activity, or at a moment."""
        said = self._said[conversation.pk]
        moment = activity.at if activity is not None else at
        assert moment is not None
        if activity is not None:
            position, later = activity.pk, [change for change in self._changes[conversation.pk] if change.pk > activity.pk]
        else:
            position = max((message.position for message in said if message.created_at <= moment), default=0)
            later = [change for change in self._changes[conversation.pk] if change.at > moment]
        was = looking_back.as_it_was(conversation, moment, position, later, said)
        message = next((message for message in said if activity is not None and message.position == activity.pk), None)
        return PastFacts(was, message=message, at=moment, given=running.told_by(activity))


def _try(rule: Compiled, seen: _Seen, test: BackTest, facts: PastFacts, activity: Activity) -> None:
    seen.count += 1
    moment = facts.at
    day = seen.per_day[moment.date().isoformat()]
    day[0] += 1
    holds = rule.holds(facts)
    seen.asked |= facts.asked
    if not holds:
        return
    day[1] += 1
    doing = Doing(
        conversation=facts.conversation, facts=facts, by=Actor.SYSTEM, source=rule.row.name, key="backtest", activity=activity, is_past=True
    )
    steps, number = _dry_run(rule, doing, seen), facts.conversation.pk
    seen.hits.append(BackTestHit(backtest=test, conversation_id=number, activity=activity.pk, at=moment, steps=steps))


def _dry_run(rule: Compiled, doing: Doing, seen: _Seen) -> Mapping[str, Any]:
    """What each action would have done; money and limits as the policy judges them today."""
    steps = []
    for place, (action, plan) in enumerate(acting.plan(rule.actions, doing)):
        seen.per_action[str(place)] += bool(plan.changes)
        sentence = plan.problem or " ".join(plan.sentences)
        told = {"changes": plan.changes, "problem": bool(plan.problem), "sentence": sentence, "limit": plan.limit}
        steps.append({"name": action.name, **told})
    return {"conditions": describing.conditions_of(rule.row), "actions": steps}
