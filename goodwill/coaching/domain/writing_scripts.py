"""Writes scripts: a draft that is changed step by step, and versions that are published and never change."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from goodwill.accounts.models import Agent
from goodwill.activity.recording import record
from goodwill.coaching.domain.steps import MOST_STEPS, Problem, Step, Tree, problems
from goodwill.coaching.errors import Refused
from goodwill.coaching.models import Script, ScriptVersion
from goodwill.core.clock import now

COLUMNS = ("name", "purpose", "setting", "team", "topic")


class NotReady(Refused):
    """The draft can't be published; ``problems`` say why, each with its step."""

    def __init__(self, found: list[Problem]) -> None:
        super().__init__(_("The script is not ready: see what is marked below."))
        self.problems = found


def write(columns: Mapping[str, Any], *, by: Agent, tree: Tree | None = None) -> Script:
    """Make a script with an empty draft, or with these steps."""
    with transaction.atomic():
        script = Script.objects.create(**{name: columns[name] for name in COLUMNS if name in columns})
        ScriptVersion.objects.create(script=script, number=1, steps=tree.to_json() if tree else [], by=by)
        record("script.written", script, by=by, data={"name": script.name})
    return script


def change(script: Script, columns: Mapping[str, Any], *, by: Agent) -> None:
    """What it is called, what it is for, and for whom; its steps stay."""
    with transaction.atomic():
        for name in COLUMNS:
            setattr(script, name, columns[name])
        script.save(update_fields=list(COLUMNS))
        record("script.changed", script, by=by, data={"name": script.name})


def set_active(script: Script, is_active: bool, *, by: Agent) -> None:
    """Offer it to agents, or no longer; runs that were begun go on."""
    with transaction.atomic():
        script.is_active = is_active
        script.save(update_fields=["is_active"])
        record("script.activated" if is_active else "script.deactivated", script, by=by, data={"name": script.name})


def draft_of(script: Script) -> ScriptVersion:
    """The newest version: the draft, or what is published where nothing was changed since."""
    return script.versions.order_by("-number")[0]


def put(script: Script, step: Step, *, after: str = "", by: Agent) -> Step:
    """Put a step into the draft: in the place of the one of its name, else as a new one behind ``after`` or at the end.

    A new step takes the way of the one that it follows, which then leads to it.
    """

    def edit(steps: list[Step]) -> list[Step]:
        names = [one.name for one in steps]
        if step.name in names:
            return [step if one.name == step.name else one for one in steps]
        if len(steps) >= MOST_STEPS:
            raise Refused(_("A script has at most %(count)s steps.") % {"count": MOST_STEPS})
        place = names.index(after) + 1 if after in names else len(steps)
        before = steps[place - 1] if place else None
        fresh = step
        if before is not None and len(before.exits) == 1:
            if not step.next and step.exits:
                fresh = _with(step, next=before.next)
            steps[place - 1] = _with(before, next=step.name)
        return [*steps[:place], fresh, *steps[place:]]

    return _edited(script, edit, by=by).by_name[step.name]


def remove(script: Script, name: str, *, by: Agent) -> None:
    """Take a step out of the draft; what led to it leads to what followed it."""

    def edit(steps: list[Step]) -> list[Step]:
        gone = next((one for one in steps if one.name == name), None)
        if gone is None:
            return steps
        instead = gone.next if gone.next != name else ""
        return [_redirected(one, name, instead) for one in steps if one.name != name]

    _edited(script, edit, by=by)


def move(script: Script, name: str, place: int, *, by: Agent) -> None:
    """Let the step stand at this place of the list, counted from 0; the first is where the script begins."""

    def edit(steps: list[Step]) -> list[Step]:
        moved = next((one for one in steps if one.name == name), None)
        if moved is None:
            return steps
        rest = [one for one in steps if one.name != name]
        return [*rest[: max(0, place)], moved, *rest[max(0, place) :]]

    _edited(script, edit, by=by)


def publish(script: Script, *, by: Agent) -> ScriptVersion:
    """Let the draft be what is begun with from now on. Raise NotReady; runs of older versions go on with theirs."""
    with transaction.atomic():
        draft = ScriptVersion.objects.select_for_update().get(pk=draft_of(script).pk)
        if draft.published_at is not None:
            raise Refused(_("Nothing was changed since it was published."))
        found = problems(Tree.from_json(draft.steps))
        if found:
            raise NotReady(found)
        draft.published_at = now()
        draft.save(update_fields=["published_at"])
        script.published = draft
        script.save(update_fields=["published"])
        record("script.published", script, by=by, data={"name": script.name, "version": draft.number})
    return draft


def free_name(tree: Tree) -> str:
    """A name for a new step: the next number."""
    return str(max((int(step.name) for step in tree.steps if step.name.isdecimal()), default=0) + 1)


def _edited(script: Script, edit: Callable[[list[Step]], list[Step]], *, by: Agent) -> Tree:
    with transaction.atomic():
        Script.objects.select_for_update().get(pk=script.pk)
        newest = draft_of(script)
        tree = Tree(tuple(edit(list(Tree.from_json(newest.steps).steps))))
        if newest.published_at is None:
            newest.steps, newest.by, newest.at = tree.to_json(), by, now()
            newest.save(update_fields=["steps", "by", "at"])
        else:
            ScriptVersion.objects.create(script=script, number=newest.number + 1, steps=tree.to_json(), by=by)
    return tree


def _with(step: Step, **changed: Any) -> Step:
    return Step.from_json({**step.to_json(), **changed})


def _redirected(step: Step, old: str, new: str) -> Step:
    def way(to: str) -> str:
        return new if to == old else to

    cases = tuple((value, way(to)) for value, to in step.cases)
    return _with(step, next=way(step.next), then=way(step.then), to="" if step.to == old else step.to, cases=cases)
