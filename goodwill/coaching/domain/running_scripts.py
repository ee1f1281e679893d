"""Runs a script in a conversation: one step at a time, with a way back, and a note of what was learned at the end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from goodwill.accounts.models import Agent
from goodwill.activity.recording import record
from goodwill.coaching.conditions import KIT
from goodwill.coaching.domain import walking
from goodwill.coaching.domain.steps import Kind, Step, Tree
from goodwill.coaching.errors import Refused
from goodwill.coaching.models import Run, Script
from goodwill.conversations.domain import classifying, describing, drafting, noting
from goodwill.conversations.models import Conversation, Draft, Topic
from goodwill.conversations.situations import Facts


@dataclass(frozen=True, slots=True)
class Place:
    """Where a run stands: the step, the answer that it has already, and whether there is a way back."""

    step: Step
    answer: str
    ticked: Sequence[int]
    is_acted: bool
    has_before: bool


def start(script: Script, conversation: Conversation, *, by: Agent) -> Run:
    """Begin the published version; a run of it by this agent that is not finished goes on instead."""
    if script.published is None or not script.is_active:
        raise Refused(_("This script is not offered any more."))
    with transaction.atomic():
        begun = Run.objects.filter(conversation=conversation, agent=by, version__script=script, finished_at=None).first()
        if begun is not None:
            return begun
        run = Run(version=script.published, conversation=conversation, agent=by)
        run.path = walking.begin(tree_of(run), {}, partial(_holds, conversation))
        run.save()
        record("script.begun", conversation, by=by, data={"script": script.pk, "name": script.name, "run": run.pk})
    return run


def tree_of(run: Run) -> Tree:
    """The steps of the version that the run was begun with, whatever was published since."""
    return Tree.from_json(run.version.steps)


def place_of(run: Run) -> Place:
    tree = tree_of(run)
    step = tree.by_name[run.path[-1]]
    kept = run.done.get(step.name, {})
    is_first = walking.back(tree, run.path) == list(run.path)
    return Place(step, run.answers.get(step.field, ""), kept.get("items", ()), bool(kept.get("acted")), not is_first)


def go_on(run: Run, at: str, posted: Mapping[str, Any], *, by: Agent) -> Run:
    """Keep what was answered or done at step ``at`` and go to the next. Raise UnusableAnswer; nothing is changed then.

    A page that is older than the run (``at`` is not where it stands) changes nothing: the run shows where it is.
    """
    with transaction.atomic():
        fresh = _held(run)
        step = tree_of(fresh).by_name[fresh.path[-1]]
        if fresh.finished_at is not None or step.name != at:
            return fresh
        if step.kind is Kind.ASK:
            fresh.answers[step.field] = walking.answer_of(step, str(posted.get("answer", "")))
        if step.kind is Kind.DO:
            ticked = sorted({number for number in range(len(step.items)) if str(number) in posted.get("items", ())})
            fresh.done[step.name] = {**fresh.done.get(step.name, {}), "items": ticked}
        if step.kind is Kind.END:
            return _finish(fresh, step, by=by)
        fresh.path = walking.forward(tree_of(fresh), fresh.path, fresh.answers, partial(_holds, fresh.conversation))
        fresh.save(update_fields=["answers", "done", "path"])
    return fresh


def go_back(run: Run) -> Run:
    """To the step before; what was answered there stands in it."""
    with transaction.atomic():
        fresh = _held(run)
        if fresh.finished_at is None:
            fresh.path = walking.back(tree_of(fresh), fresh.path)
            fresh.save(update_fields=["path"])
    return fresh


def act(run: Run, at: str, *, by: Agent) -> Run:
    """Do what the step suggests: tag the conversation, or give it its topic. Remedies are opened by their own form."""
    with transaction.atomic():
        fresh = _held(run)
        step = tree_of(fresh).by_name[fresh.path[-1]]
        if fresh.finished_at is not None or step.name != at or step.kind is not Kind.DO:
            return fresh
        if step.action == "tag":
            describing.tag(fresh.conversation, step.value, by=by)
        elif step.action == "topic":
            _classify(fresh, step.value, by=by)
        fresh.done[step.name] = {**fresh.done.get(step.name, {}), "acted": True}
        fresh.save(update_fields=["done"])
    return fresh


def abandon(run: Run, *, by: Agent) -> Run:
    """End it without a note: the customer hung up, or it was the wrong script."""
    with transaction.atomic():
        fresh = _held(run)
        if fresh.finished_at is None:
            fresh.is_abandoned = True
            _close(fresh, by=by)
    return fresh


def summary(run: Run) -> list[tuple[str, str]]:
    """What was asked along the way and what was answered."""
    tree = tree_of(run)
    return [(step.title, walking.in_words(step, run.answers.get(step.field, ""))) for step in walking.asked(tree, run.path)]


def unfinished(conversation: Conversation, agent: Agent) -> list[Run]:
    """What this agent has begun here and not ended."""
    return list(
        Run.objects.filter(conversation=conversation, agent=agent, finished_at=None).select_related("version__script").order_by("-id")
    )


def _finish(run: Run, end: Step, *, by: Agent) -> Run:
    if end.value:
        _classify(run, end.value, by=by)
    lines = [_("Script: %(name)s") % {"name": run.version.script.name}]
    lines += [f"{question} – {answer or '…'}" for question, answer in summary(run)]
    lines += _done_in_words(run)
    begun = Draft.objects.filter(conversation=run.conversation, agent=by, is_note=True).first()
    run.note = noting.add_note(run.conversation, "\n".join(lines), by=by)
    if begun is not None:
        # A note of one's own that is being written is another matter.
        drafting.save(run.conversation, by, begun.text, is_note=True)
    _close(run, by=by)
    return run


def _done_in_words(run: Run) -> list[str]:
    tree, found = tree_of(run), []
    for name in dict.fromkeys(run.path):
        step = tree.by_name[name]
        if step.kind is Kind.DO and step.items:
            ticked = run.done.get(name, {}).get("items", ())
            found += [f"{'☑' if number in ticked else '☐'} {item}" for number, item in enumerate(step.items)]
    return found


def _close(run: Run, *, by: Agent) -> None:
    activity = record(
        "script.abandoned" if run.is_abandoned else "script.finished",
        run.conversation,
        by=by,
        data={"script": run.version.script_id, "name": run.version.script.name, "run": run.pk},
    )
    run.finished_at = activity.at
    run.save(update_fields=["finished_at", "is_abandoned", "note", "answers", "done", "path"])


def _classify(run: Run, value: str, *, by: Agent) -> None:
    topic = Topic.objects.filter(pk=int(value), is_active=True).first() if value.isdecimal() else None
    if topic is not None:
        classifying.classify(run.conversation, topic, by=by)


def _holds(conversation: Conversation, step: Step) -> bool:
    facts = Facts(conversation)
    return all(given.get("name") in KIT.all and KIT.holds(given, facts) for given in step.conditions)


def _held(run: Run) -> Run:
    Run.objects.select_for_update().get(pk=run.pk)
    beside = ("version__script", "conversation__inbox", "conversation__customer", "conversation__topic")
    return Run.objects.select_related(*beside).get(pk=run.pk)
