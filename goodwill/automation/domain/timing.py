"""Timers of rules on time: one row for each rule and conversation, planned and withdrawn by what happens, fired once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from goodwill.automation.contract import TimeTrigger
from goodwill.automation.domain import compiling, finding_subjects, running
from goodwill.automation.domain.compiling import Compiled
from goodwill.automation.models import Rule, Run, Timer
from goodwill.conversations.domain.changing import locked
from goodwill.conversations.models import Conversation
from goodwill.core import jobs
from goodwill.core.clock import now
from goodwill.core.rows import walk

BATCH = 200
LOOKED_AT = 5_000


@dataclass(frozen=True, slots=True)
class Expected:
    """Where a rule waits, or would: since when, until when, and whether that has passed."""

    conversation: Conversation
    since: datetime
    due_at: datetime
    is_over: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """Which conversations a rule on time would act on if it were switched on now, the soonest first.

    ``over`` of them have waited long enough already; ``is_cut`` says that more were waiting than were looked at.
    """

    expected: tuple[Expected, ...]
    count: int
    over: int
    is_cut: bool


def replan(conversation: Conversation, rules: Iterable[Compiled]) -> None:
    """Set each rule's timer as things are now: from another moment, or not at all."""
    timers = {timer.rule_id: timer for timer in Timer.objects.filter(conversation=conversation)}
    for rule in rules:
        _plan(rule, conversation, timers.get(rule.row.pk))


def _plan(rule: Compiled, conversation: Conversation, timer: Timer | None) -> Timer | None:
    trigger, parameters = rule.trigger, rule.row.trigger_parameters
    assert isinstance(trigger, TimeTrigger)
    since = None if conversation.merged_into_id else trigger.since(parameters, conversation)
    if since is None:
        if timer is not None and timer.fired_at is None:
            withdraw(timer)
        return None
    due_at = trigger.due(parameters, since)
    if timer is not None and timer.since == since and (timer.fired_at is not None or timer.due_at == due_at):
        return timer
    values = {"since": since, "due_at": due_at, "fired_at": None}
    made, _is_new = Timer.objects.update_or_create(rule=rule.row, conversation=conversation, defaults=values)
    _set(made)
    return made


def withdraw(timer: Timer) -> None:
    jobs.cancel(_key(timer))
    timer.delete()


def _set(timer: Timer) -> None:
    from goodwill.automation.tasks import fire as fire_task

    jobs.enqueue_once(fire_task, _key(timer), timer.rule_id, timer.conversation_id, run_after=timer.due_at)


def _key(timer: Timer) -> str:
    return f"rule:{timer.rule_id}:{timer.conversation_id}"


def fire(rule_id: int, conversation_id: int) -> Run | None:
    """Run a rule whose time has come, if it is still on and the wait still lasts; within one transaction."""
    rule = compiling.exact().rules.get(rule_id)
    timer = Timer.objects.filter(rule_id=rule_id, conversation_id=conversation_id, fired_at=None).first()
    if rule is None or timer is None:
        return None
    locked(conversation_id)
    conversation = finding_subjects.conversation(conversation_id)
    if conversation.pk != conversation_id:
        withdraw(timer)
        return None
    planned = _plan(rule, conversation, timer)
    if planned is None:
        return None
    if planned.due_at > now():
        # The clock was set back since this job was found due, or the wait began anew: it comes again.
        _set(planned)
        return None
    # Waited for from the same moment: this wait ends here, whatever the conditions say.
    planned.fired_at = now()
    planned.save(update_fields=["fired_at"])
    facts = running.facts_of(conversation, None)
    if not rule.holds(facts):
        return None
    run = running.run_one(rule, facts, occasion=f"t{planned.since.isoformat()}")
    return run


def plan_existing(rule_id: int) -> int:
    """Set a rule's timers where something is waited for already; return how many.

    What has waited long enough fires at once only where the rule ``catches_up``: else its wait counts as had.
    """
    rule = compiling.exact().rules.get(rule_id)
    if rule is None or not isinstance(rule.trigger, TimeTrigger):
        return 0
    planned, batch = 0, []
    for conversation in walk(rule.trigger.waiting(rule.row.trigger_parameters).select_related("inbox", "customer", "topic")):
        batch.append(conversation)
        if len(batch) == BATCH:
            planned += _plan_batch(rule, batch)
            batch = []
    return planned + _plan_batch(rule, batch)


def _plan_batch(rule: Compiled, conversations: list[Conversation]) -> int:
    planned = 0
    with transaction.atomic():
        known = {timer.conversation_id: timer for timer in Timer.objects.filter(rule=rule.row, conversation__in=conversations)}
        for conversation in conversations:
            expected = expect(rule, conversation)
            if expected is None:
                continue
            if expected.is_over and not rule.row.catches_up:
                had = {"since": expected.since, "due_at": expected.due_at, "fired_at": now()}
                Timer.objects.update_or_create(rule=rule.row, conversation=conversation, defaults=had)
            elif _plan(rule, conversation, known.get(conversation.pk)) is not None:
                planned += 1
    return planned


def forget(rule: Rule) -> None:
    """The rule is switched off or changed: nothing is waited for any more."""
    for timer in Timer.objects.filter(rule=rule, fired_at=None):
        jobs.cancel(_key(timer))
    Timer.objects.filter(rule=rule).delete()


def expect(rule: Compiled, conversation: Conversation) -> Expected | None:
    """Since when and until when the rule would wait here."""
    trigger, parameters = rule.trigger, rule.row.trigger_parameters
    assert isinstance(trigger, TimeTrigger)
    since = trigger.since(parameters, conversation)
    if since is None:
        return None
    due_at = trigger.due(parameters, since)
    return Expected(conversation, since, due_at, due_at <= now())


def preview(row: Rule, limit: int = 50) -> Preview:
    """Where the rule would act if it were switched on as it stands, and nobody did anything until then; writes nothing."""
    rule = compiling.compile_rule(row)
    if not isinstance(rule.trigger, TimeTrigger):
        return Preview((), 0, 0, False)
    waiting = rule.trigger.waiting(row.trigger_parameters).select_related("inbox", "customer", "topic").order_by("-pk")
    conversations = list(waiting[: LOOKED_AT + 1])
    found = [
        expected
        for conversation in conversations[:LOOKED_AT]
        if (expected := expect(rule, conversation)) is not None and rule.holds(running.facts_of(conversation, None))
    ]
    found.sort(key=lambda expected: (expected.due_at, expected.conversation.pk))
    return Preview(tuple(found[:limit]), len(found), sum(expected.is_over for expected in found), len(conversations) > LOOKED_AT)
