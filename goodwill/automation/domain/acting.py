"""Carries out actions one after the other, each for itself: what one of them can't do keeps none of the others from it."""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db import InterfaceError, OperationalError, transaction
from django.utils.translation import gettext as _

from goodwill.accounts.errors import NotAllowed
from goodwill.automation.contract import Action, Doing, Done, Plan, Stopped
from goodwill.automation.enums import Outcome, StepState
from goodwill.conversations.access import NotVisible
from goodwill.conversations.domain.assigning import CannotAnswer
from goodwill.conversations.domain.describing import UnusableName
from goodwill.conversations.domain.resolving import AlreadySo, PastReopening
from goodwill.conversations.domain.snoozing import NotInFuture
from goodwill.conversations.errors import Refused
from goodwill.conversations.models import Conversation
from goodwill.conversations.situations import Facts

logger = logging.getLogger(__name__)
REFUSALS = (Stopped, CannotAnswer, NotAllowed, NotInFuture, NotVisible, PastReopening, Refused, UnusableName)
# What passes: the job comes again, and does all of it anew.
PASSING = (OperationalError, InterfaceError)
Parts = Iterable[tuple[Action, Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Step:
    """What one action did, or why it did not."""

    action: Action
    state: StepState
    sentence: str
    undo: Any = None

    def to_json(self) -> dict[str, Any]:
        return {"name": self.action.name, "state": self.state.value, "sentence": self.sentence, "undo": self.undo}


def perform(parts: Parts, doing: Doing) -> list[Step]:
    """Do them in their order, in the current transaction; each sees what those before it changed."""
    steps, given = [], list(parts)
    for place, (action, parameters) in enumerate(given):
        here = replace(doing, key=f"{doing.key}:{place}")
        step = _step(action, parameters, here)
        steps.append(step)
        if step.state == StepState.DONE and place + 1 < len(given):
            doing = refreshed(doing)
    return steps


def refreshed(doing: Doing) -> Doing:
    """The same with the conversation as it is now."""
    conversation = Conversation.objects.select_related("inbox", "customer", "topic").get(pk=doing.conversation.pk)
    facts = Facts(conversation, message=doing.facts.message, at=doing.facts.at, given=carried(doing.facts))
    return replace(doing, conversation=conversation, facts=facts)


def carried(facts: Facts) -> dict[str, Any]:
    """The facts about what happened, which stay whatever is changed since."""
    return {name: facts[name] for name in ("activity", "actor", "status_was")}


def plan(parts: Parts, doing: Doing) -> list[tuple[Action, Plan]]:
    """What ``perform`` would do, each as things are now; writes nothing."""
    return [(action, _planned(action, parameters, doing)) for action, parameters in parts]


def outcome_of(steps: list[Step]) -> Outcome:
    """What the steps of a run come to."""
    states = {step.state for step in steps}
    stopped = states & {StepState.STOPPED, StepState.FAILED}
    if StepState.DONE in states:
        return Outcome.PARTLY if stopped else Outcome.DONE
    return Outcome.STOPPED if stopped else Outcome.UNCHANGED


def _step(action: Action, parameters: Mapping[str, Any], doing: Doing) -> Step:
    try:
        with transaction.atomic():
            done: Done = action.act(parameters, doing)
    except AlreadySo as error:
        return Step(action, StepState.UNCHANGED, str(error))
    except REFUSALS as error:
        return Step(action, StepState.STOPPED, str(error))
    except PASSING:
        raise
    except Exception as error:
        logger.exception("the action %s of %s failed", action.name, doing.source)
        return Step(action, StepState.FAILED, _("It failed unexpectedly (%(error)s).") % {"error": type(error).__name__})
    state = StepState.DONE if done.changed else StepState.UNCHANGED
    return Step(action, StepState.STOPPED if done.is_refused else state, done.sentence, done.undo)


def _planned(action: Action, parameters: Mapping[str, Any], doing: Doing) -> Plan:
    try:
        return action.plan(parameters, doing)
    except REFUSALS as error:
        return Plan((), problem=str(error), changes=False)
    except PASSING:
        raise
    except Exception as error:
        logger.exception("the action %s of %s could not be planned", action.name, doing.source)
        return Plan((), problem=_("It failed unexpectedly (%(error)s).") % {"error": type(error).__name__}, changes=False)
