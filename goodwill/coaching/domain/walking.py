"""Walks through a script: what comes after an answer, and what was before. Pure: knows no database."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from goodwill.coaching.domain.steps import AUTOMATIC, AnswerType, Kind, Step, Tree
from goodwill.coaching.errors import UnusableAnswer

Holds = Callable[[Step], bool]
LONGEST = 2000


def begin(tree: Tree, answers: Mapping[str, Any], holds: Holds) -> list[str]:
    """The path to the first step that needs somebody."""
    return _on(tree, [tree.steps[0].name], answers, holds)


def forward(tree: Tree, path: Sequence[str], answers: Mapping[str, Any], holds: Holds) -> list[str]:
    """The path on from its last step to the next one that needs somebody; an end stays where it is."""
    step = tree.by_name[path[-1]]
    return list(path) if step.kind is Kind.END else _on(tree, [*path, step.next], answers, holds)


def back(tree: Tree, path: Sequence[str]) -> list[str]:
    """The path to the step before that needed somebody; the first stays where it is."""
    before = list(path[:-1])
    while before and tree.by_name[before[-1]].kind in AUTOMATIC:
        before.pop()
    return before or list(path)


def _on(tree: Tree, path: list[str], answers: Mapping[str, Any], holds: Holds) -> list[str]:
    while (step := tree.by_name[path[-1]]).kind in AUTOMATIC:
        path.append(_following(step, path, answers, holds))
    return path


def _following(step: Step, path: Sequence[str], answers: Mapping[str, Any], holds: Holds) -> str:
    match step.kind:
        case Kind.BRANCH:
            given = str(answers.get(step.field, "")).casefold()
            return next((to for value, to in step.cases if value.casefold() == given), step.next)
        case Kind.CHECK:
            return step.then if holds(step) else step.next
        case _:
            # The rounds of the whole run count, so that circles within circles end too.
            return step.to if path.count(step.name) <= step.most else step.next


def answer_of(step: Step, posted: str) -> str:
    """What was typed as it is kept; raise UnusableAnswer with a sentence for what does not fit. Nothing is "" ."""
    given = posted.strip()[:LONGEST]
    if not given:
        if step.is_required:
            raise UnusableAnswer(_("Answer this first, then go on."))
        return ""
    match step.type:
        case AnswerType.NUMBER:
            try:
                number = Decimal(given.replace(",", "."))
            except InvalidOperation:
                raise UnusableAnswer(_("This must be a number, such as 12 or 12.5.")) from None
            if not number.is_finite() or abs(number) >= Decimal(10) ** 15:
                raise UnusableAnswer(_("This must be a number, such as 12 or 12.5."))
            return f"{number.normalize():f}"
        case AnswerType.DATE:
            try:
                return date.fromisoformat(given).isoformat()
            except ValueError:
                raise UnusableAnswer(_("This must be a day, such as 2026-11-24.")) from None
        case AnswerType.CHOICE if given not in step.choices:
            raise UnusableAnswer(_("Choose one of these."))
        case AnswerType.SWITCH if given not in ("yes", "no"):
            raise UnusableAnswer(_("Choose yes or no."))
    return given


def in_words(step: Step, answer: str) -> str:
    """An answer as people read it."""
    if not answer:
        return ""
    match step.type:
        case AnswerType.SWITCH:
            return _("Yes") if answer == "yes" else _("No")
        case AnswerType.DATE:
            return date_format(date.fromisoformat(answer), "DATE_FORMAT")
        case AnswerType.NUMBER:
            return str(number_format(Decimal(answer)))
    return answer


def asked(tree: Tree, path: Sequence[str]) -> list[Step]:
    """The questions along a path, each field once, in the order in which they were first asked."""
    found: dict[str, Step] = {}
    for name in path:
        step = tree.by_name.get(name)
        if step is not None and step.kind is Kind.ASK:
            found.setdefault(step.field, step)
    return list(found.values())
