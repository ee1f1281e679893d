"""The steps of a script as values, and what stands against publishing them."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

FIELD = re.compile(r"[a-z][a-z_]{0,39}")
MOST_STEPS = 200
MOST_ROUNDS = 20


class Kind(StrEnum):
    """What a step is. ``BRANCH`` follows an answer, ``CHECK`` conditions, ``AGAIN`` leads back a few times; those need nobody."""

    SAY = "say"
    ASK = "ask"
    DO = "do"
    BRANCH = "branch"
    CHECK = "check"
    AGAIN = "again"
    END = "end"


class AnswerType(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    CHOICE = "choice"
    DATE = "date"
    SWITCH = "switch"


KIND_LABELS = {
    Kind.SAY: gettext_lazy("Say"),
    Kind.ASK: gettext_lazy("Ask"),
    Kind.DO: gettext_lazy("Do"),
    Kind.BRANCH: gettext_lazy("Follow the answer"),
    Kind.CHECK: gettext_lazy("Follow a condition"),
    Kind.AGAIN: gettext_lazy("Go back, a few times"),
    Kind.END: gettext_lazy("End"),
}
TYPE_LABELS = {
    AnswerType.TEXT: gettext_lazy("Words"),
    AnswerType.NUMBER: gettext_lazy("A number"),
    AnswerType.CHOICE: gettext_lazy("One of some choices"),
    AnswerType.DATE: gettext_lazy("A day"),
    AnswerType.SWITCH: gettext_lazy("Yes or no"),
}
AUTOMATIC = {Kind.BRANCH, Kind.CHECK, Kind.AGAIN}


@dataclass(frozen=True, slots=True)
class Exit:
    """A way out of a step: where it leads ("" nowhere yet), and when it is taken. ``is_back`` is the way of ``AGAIN``."""

    to: str
    when: str = ""
    is_back: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One step; ``name`` is unique in its script. Which of the rest matter depends on the kind.

    ``next`` follows SAY, ASK and DO, is BRANCH's and CHECK's way when nothing else fits, and AGAIN's when its ``most`` rounds are used up.
    """

    name: str
    kind: Kind
    text: str = ""
    next: str = ""
    field: str = ""
    type: AnswerType = AnswerType.TEXT
    choices: tuple[str, ...] = ()
    is_required: bool = True
    items: tuple[str, ...] = ()
    action: str = ""
    value: str = ""
    cases: tuple[tuple[str, str], ...] = ()
    conditions: tuple[Mapping[str, Any], ...] = ()
    then: str = ""
    to: str = ""
    most: int = 1

    @property
    def exits(self) -> tuple[Exit, ...]:
        match self.kind:
            case Kind.END:
                return ()
            case Kind.BRANCH:
                return (*(Exit(to, value) for value, to in self.cases), Exit(self.next, _("otherwise")))
            case Kind.CHECK:
                return (Exit(self.then, _("if it holds")), Exit(self.next, _("otherwise")))
            case Kind.AGAIN:
                return (Exit(self.to, _("up to %(count)s times") % {"count": self.most}, is_back=True), Exit(self.next, _("after that")))
            case _:
                return (Exit(self.next),)

    @property
    def title(self) -> str:
        """The step in a line."""
        if self.kind is Kind.BRANCH:
            return _("What was answered to “%(field)s”") % {"field": self.field}
        if self.kind is Kind.AGAIN:
            return _("Back to %(name)s") % {"name": self.to or "…"}
        return next((line.strip() for line in self.text.splitlines() if line.strip()), str(KIND_LABELS[self.kind]))

    def to_json(self) -> dict[str, Any]:
        found: dict[str, Any] = {"name": self.name, "kind": self.kind.value}
        for key, plain in _PLAIN.items():
            value = getattr(self, key)
            if value != plain:
                found[key] = [list(one) if isinstance(one, tuple) else one for one in value] if isinstance(value, tuple) else value
        return found

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Step":
        values = {key: kept[key] for key in _PLAIN if key in kept}
        for key in ("choices", "items", "conditions"):
            values[key] = tuple(values.get(key, ()))
        values["cases"] = tuple((case[0], case[1]) for case in values.get("cases", ()))
        return cls(name=kept["name"], kind=Kind(kept["kind"]), **{**values, "type": AnswerType(values.get("type", "text"))})


_PLAIN: dict[str, Any] = {
    "text": "",
    "next": "",
    "field": "",
    "type": AnswerType.TEXT,
    "choices": (),
    "is_required": True,
    "items": (),
    "action": "",
    "value": "",
    "cases": (),
    "conditions": (),
    "then": "",
    "to": "",
    "most": 1,
}


@dataclass(frozen=True, slots=True)
class Problem:
    """What stands against publishing, at a step or ("") of the whole."""

    step: str
    sentence: str


@dataclass(frozen=True)
class Tree:
    """The steps of a version in their order; the first is where it begins."""

    steps: tuple[Step, ...]
    by_name: Mapping[str, Step] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {step.name: step for step in self.steps})

    @classmethod
    def from_json(cls, kept: Iterable[Mapping[str, Any]]) -> "Tree":
        return cls(tuple(Step.from_json(one) for one in kept))

    def to_json(self) -> list[dict[str, Any]]:
        return [step.to_json() for step in self.steps]

    @property
    def fields(self) -> dict[str, Step]:
        """The questions by their field; of several for one field the first."""
        return {step.field: step for step in reversed(self.steps) if step.kind is Kind.ASK and step.field}

    def reachable(self) -> set[str]:
        """The names of the steps that can be come to."""
        found: set[str] = set()
        waiting = [self.steps[0].name] if self.steps else []
        while waiting:
            name = waiting.pop()
            if name in found or name not in self.by_name:
                continue
            found.add(name)
            waiting += [exit.to for exit in self.by_name[name].exits]
        return found


def problems(tree: Tree) -> list[Problem]:
    """Everything that stands against publishing; nothing: every way through the script ends.

    Steps may lead back only by ``AGAIN``, which counts its rounds; the rest must be free of circles.
    """
    if not tree.steps:
        return [Problem("", _("There is no step yet."))]
    found = list(_of_whole(tree))
    for step in tree.steps:
        found += [Problem(step.name, sentence) for sentence in _of_step(step, tree)]
    if (circle := _circle(tree)) is not None:
        found.append(
            Problem(
                circle[0], _("It goes round in a circle: %(names)s. Lead back by “Go back, a few times”.") % {"names": " → ".join(circle)}
            )
        )
    reached = tree.reachable()
    found += [Problem(step.name, _("Nothing leads here.")) for step in tree.steps if step.name not in reached]
    return found


def _of_whole(tree: Tree) -> Iterator[Problem]:
    if len(tree.steps) > MOST_STEPS:
        yield Problem("", _("A script has at most %(count)s steps.") % {"count": MOST_STEPS})
    if len(tree.by_name) < len(tree.steps):
        yield Problem("", _("Two steps have the same name."))
    if not any(step.kind is Kind.END for step in tree.steps):
        yield Problem("", _("There is no end."))
    types: dict[str, AnswerType] = {}
    for step in tree.steps:
        if step.kind is Kind.ASK and types.setdefault(step.field, step.type) is not step.type:
            yield Problem(step.name, _("The field “%(field)s” is asked for in another form elsewhere.") % {"field": step.field})


def _of_step(step: Step, tree: Tree) -> Iterator[str]:
    for exit in step.exits:
        if not exit.to:
            yield _("It leads nowhere (%(when)s).") % {"when": exit.when} if exit.when else _("It leads nowhere: choose what comes next.")
        elif exit.to not in tree.by_name:
            yield _("It leads to %(name)s, which does not exist.") % {"name": exit.to}
    match step.kind:
        case Kind.SAY | Kind.ASK if not step.text.strip():
            yield _("It has no words.")
        case Kind.DO if not (step.text.strip() or step.items or step.action):
            yield _("It says nothing to do.")
        case Kind.BRANCH:
            yield from _of_branch(step, tree)
        case Kind.CHECK if not step.conditions:
            yield _("It has no condition.")
        case Kind.AGAIN if not 1 <= step.most <= MOST_ROUNDS:
            yield _("It may lead back 1 to %(most)s times.") % {"most": MOST_ROUNDS}
    if step.kind is Kind.ASK:
        if not FIELD.fullmatch(step.field):
            yield _("Its field needs a name of small letters and _, such as order_size.")
        if step.type is AnswerType.CHOICE and len(set(step.choices)) < 2:
            yield _("It needs two choices at least.")


def _of_branch(step: Step, tree: Tree) -> Iterator[str]:
    asked = tree.fields.get(step.field)
    if asked is None:
        yield _("It follows an answer that no step asks for.")
    elif not step.cases:
        yield _("It has no case.")
    else:
        for value, _to in step.cases:
            if asked.type is AnswerType.CHOICE and value not in asked.choices:
                yield _("“%(value)s” is none of the choices.") % {"value": value}
            if asked.type is AnswerType.SWITCH and value not in ("yes", "no"):
                yield _("It is asked for yes or no: the case is “yes” or “no”.")


def _circle(tree: Tree) -> list[str] | None:
    """The names along a circle that no ``AGAIN`` counts, or None."""
    state: dict[str, int] = {}
    for start in tree.by_name:
        trail: list[tuple[str, Iterator[str]]] = []
        if start not in state:
            state[start] = 1
            trail.append((start, _ahead(tree.by_name[start])))
        while trail:
            name, ahead = trail[-1]
            following = next((to for to in ahead if to in tree.by_name), None)
            if following is None:
                state[name] = 2
                trail.pop()
            elif state.get(following) == 1:
                names = [one for one, _rest in trail]
                return [*names[names.index(following) :], following]
            elif following not in state:
                state[following] = 1
                trail.append((following, _ahead(tree.by_name[following])))
    return None


def _ahead(step: Step) -> Iterator[str]:
    return iter([exit.to for exit in step.exits if not exit.is_back])


@dataclass(frozen=True, slots=True)
class Branch:
    """A part of the tree as a picture shows it: a step, when it is come to, and what follows.

    ``is_repeated`` stands for a step that is shown elsewhere in full.
    """

    step: Step | None
    when: str = ""
    is_back: bool = False
    is_repeated: bool = False
    following: Sequence["Branch"] = ()


def picture(tree: Tree) -> list[Branch]:
    """The tree from its first step on, each step in full where it is first met: a run of steps, the ways out below its last."""
    seen: set[str] = set()
    return _run(tree, Exit(tree.steps[0].name), seen) if tree.steps else []


def _run(tree: Tree, exit: Exit, seen: set[str]) -> list[Branch]:
    """The steps one after another from here on, until the ways part."""
    found: list[Branch] = []
    while True:
        step = tree.by_name.get(exit.to)
        if step is None or step.name in seen or exit.is_back:
            found.append(Branch(step, exit.when, exit.is_back, is_repeated=step is not None))
            return found
        seen.add(step.name)
        if len(step.exits) == 1:
            found.append(Branch(step, exit.when))
            exit = step.exits[0]
            continue
        ways = [Branch(None, way.when, way.is_back, following=_run(tree, Exit(way.to, "", way.is_back), seen)) for way in step.exits]
        found.append(Branch(step, exit.when, following=ways))
        return found
