"""Says in words what a rule does: when, if, then."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from goodwill.automation.actions import ACTIONS
from goodwill.automation.conditions import KIT
from goodwill.automation.contract import UnknownPart
from goodwill.automation.models import Macro, Rule
from goodwill.automation.triggers import TRIGGERS
from goodwill.core.conditions import UnknownCondition
from goodwill.core.wording import either


@dataclass(frozen=True, slots=True)
class Description:
    """A rule in words; ``problem`` says what it names that is not installed, "" where it can run."""

    when: str
    conditions: tuple[str, ...]
    any_of: tuple[str, ...]
    actions: tuple[str, ...]
    problem: str = ""


def describe(rule: Rule) -> Description:
    when, wrong = _in_words(lambda: TRIGGERS.get(rule.trigger).sentence(rule.trigger_parameters))
    conditions = [_in_words(lambda given=given: KIT.sentence(given)) for given in rule.conditions]
    any_of = [_in_words(lambda given=given: KIT.sentence(given)) for given in rule.any_conditions]
    actions = [_in_words(lambda given=given: _action(given)) for given in rule.actions]
    problems = [wrong, *(problem for _words, problem in (*conditions, *any_of, *actions))]
    problem = next(filter(None, problems), "")
    return Description(when, _words(conditions), _words(any_of), _words(actions), problem)


def _words(part: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(words for words, _problem in part)


def actions_of(macro: Macro) -> list[str]:
    """A macro's actions in words."""
    return [_in_words(lambda given=given: _action(given))[0] for given in macro.actions]


def conditions_of(rule: Rule) -> list[str]:
    """All conditions as a list of sentences: those of which one is enough are one sentence."""
    described = describe(rule)
    return [*described.conditions, *([either(described.any_of)] if described.any_of else [])]


def _action(given: Mapping[str, Any]) -> str:
    return ACTIONS.get(given["name"]).sentence(given)


def _in_words(words: Any) -> tuple[str, str]:
    """The sentence, and the problem where it names something that is gone."""
    try:
        return words(), ""
    except (UnknownPart, UnknownCondition) as error:
        return str(error), str(error)
    except (KeyError, ValueError, TypeError) as error:
        problem = _("A part of it is not filled in: %(what)s.") % {"what": error}
        return problem, problem
