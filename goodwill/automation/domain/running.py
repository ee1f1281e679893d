"""Runs the rules that an event starts, in their order: after its commit, in a job that stands or falls with what they do."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from goodwill.activity.models import Activity, Actor
from goodwill.activity.recording import record
from goodwill.automation import origin
from goodwill.automation.contract import Doing
from goodwill.automation.domain import acting, compiling, finding_subjects, guarding, timing
from goodwill.automation.domain.compiling import Compiled
from goodwill.automation.enums import Outcome, StepState
from goodwill.automation.models import Run
from goodwill.conversations.domain.changing import locked
from goodwill.conversations.models import Conversation, Message
from goodwill.conversations.situations import Facts
from goodwill.core.rows import insert


def evaluate(activity_id: int, depth: int = 0) -> list[Run]:
    """Run what this activity starts, and set or withdraw the timers that it touches; return the runs.

    Within one transaction: each run is logged together with what it did, so that each happens once.
    """
    activity = Activity.objects.filter(pk=activity_id).first()
    if activity is None:
        return []
    book = compiling.exact()
    rules, waits = _started(book.starting(activity.kind), activity, depth), book.waiting(activity.kind)
    if not rules and not waits:
        return []
    runs: list[Run] = []
    for conversation in finding_subjects.conversations_of(activity):
        runs += _run_through(rules, conversation, activity, depth)
        if waits:
            timing.replan(finding_subjects.conversation(conversation.pk), waits)
    return runs


def is_wanted(activity: Activity) -> bool:
    """Whether any rule has to be asked about this activity; costs no statement."""
    if activity.kind.startswith("rule.") or activity.data.get("imported"):
        return False
    book = compiling.book()
    if not book.rules:
        return False
    return bool(book.waiting(activity.kind)) or any(True for _rule in _started(book.starting(activity.kind), activity, origin.depth()))


def _started(rules: Iterable[Compiled], activity: Activity, depth: int) -> list[Compiled]:
    """Those whose trigger this activity is; after what a rule did, only those that follow rules."""
    return [rule for rule in rules if (not depth or rule.row.follows_rules) and rule.trigger.fits(rule.row.trigger_parameters, activity)]


def _run_through(rules: Sequence[Compiled], conversation: Conversation, activity: Activity, depth: int) -> list[Run]:
    facts, runs, is_held = facts_of(conversation, activity), [], False
    for rule in rules:
        if not rule.holds(facts):
            continue
        if not is_held:
            # Looked at again under the lock: somebody may have changed it since, or another worker run the same rule.
            locked(conversation.pk)
            is_held, conversation = True, finding_subjects.conversation(conversation.pk)
            facts = facts_of(conversation, activity, message=facts.message)
            if not rule.holds(facts):
                continue
        run = run_one(rule, facts, occasion=f"a{activity.pk}", activity=activity, depth=depth)
        if run is not None:
            runs.append(run)
        if run is not None and run.outcome in guarding.COUNTED and rule is not rules[-1]:
            conversation = finding_subjects.conversation(conversation.pk)
            facts = facts_of(conversation, activity, message=facts.message)
        if rule.row.stops:
            break
    return runs


def facts_of(conversation: Conversation, activity: Activity | None, *, message: Message | None = None) -> Facts:
    """The facts after an activity, with what it says itself."""
    if message is None and activity is not None and activity.kind.startswith("message."):
        message = Message.objects.filter(position=activity.pk).first()
    return Facts(conversation, message=message, given=told_by(activity))


def told_by(activity: Activity | None) -> dict[str, Any]:
    """What the activity itself tells."""
    if activity is None:
        return {"activity": "", "actor": Actor.SYSTEM.value, "status_was": ""}
    was = activity.data.get("from", "") if activity.kind.startswith("conversation.") else ""
    return {"activity": activity.kind, "actor": activity.actor, "status_was": was if isinstance(was, str) else ""}


def run_one(rule: Compiled, facts: Facts, *, occasion: str, activity: Activity | None = None, depth: int = 0) -> Run | None:
    """Do the actions of a rule that fits, unless a guard stands against it; log it. None for an occasion that was had before.

    The conversation's row is held.
    """
    conversation, number = facts.conversation, activity.pk if activity else 0
    if Run.objects.filter(rule=rule.row, conversation=conversation, occasion=occasion).exists():
        return None
    if why := guarding.against(rule.row, conversation, depth):
        return guarding.hold_back(rule.row, conversation, why, activity=number, depth=depth)
    doing = Doing(
        conversation=conversation,
        facts=facts,
        by=Actor.SYSTEM,
        source=rule.row.name,
        key=f"rule{rule.row.pk}:{occasion}:{conversation.pk}",
        rule_id=rule.row.pk,
        activity=activity,
    )
    with origin.acting(depth):
        steps = acting.perform(rule.actions, doing)
    return _log(rule, doing, steps, occasion, depth)


def _log(rule: Compiled, doing: Doing, steps: list[acting.Step], occasion: str, depth: int) -> Run:
    outcome = acting.outcome_of(steps)
    run = insert(
        Run(
            rule_id=rule.row.pk,
            rule_name=rule.row.name,
            conversation=doing.conversation,
            occasion=occasion,
            activity=doing.activity.pk if doing.activity else 0,
            outcome=outcome,
            stopped_others=rule.row.stops,
            depth=depth,
            steps={
                "conditions": conditions_in_words(rule),
                "actions": [step.to_json() for step in steps],
                "note": _("No further rules were looked at.") if rule.row.stops else "",
            },
        )
    )
    if outcome != Outcome.UNCHANGED:
        with origin.acting(depth):
            data = {"run": run.pk, "rule": rule.row.pk, "name": rule.row.name, "outcome": outcome.value}
            record("rule.ran", doing.conversation, data=data)
    if any(step.state == StepState.FAILED for step in steps):
        _tell_of_failure(rule, doing, run)
    return run


def conditions_in_words(rule: Compiled) -> list[str]:
    from goodwill.automation.domain import describing

    return describing.conditions_of(rule.row)


def _tell_of_failure(rule: Compiled, doing: Doing, run: Run) -> None:
    guarding.tell_leads(rule.row, doing.conversation, _("One of its actions failed."), run.at)
