"""Promises about people who wait to be taken over, in a queue, or on the line; by activities that channels record.

``contact.hand_off_asked``  the customer wants a person, or a bot gives up
``contact.queued``          the contact stands in a queue
``contact.answered``        somebody took it
``contact.left``            the customer went away before
``call.ended``              the call is over

Each has the conversation as its subject. Handing a conversation to a team is a hand-off too, until somebody takes it.
"""

from datetime import datetime

from goodwill.conversations.models import Conversation
from goodwill.service_levels.domain import choosing
from goodwill.service_levels.domain.planning import FINISHED, Plan
from goodwill.service_levels.enums import Ending, Metric


def handed_over(conversation: Conversation, team_id: int | None, at: datetime) -> None:
    """A team got it: until one of them takes it, nobody has it."""
    if Metric.HAND_OFF not in choosing.current().metrics or conversation.status in FINISHED:
        return
    plan = Plan.of(conversation)
    for target in plan.open(Metric.HAND_OFF):
        plan.cancel(target, at, Ending.LEFT)
    if team_id is not None:
        plan.start(Metric.HAND_OFF, at)
    plan.save()


def taken_over(conversation: Conversation, at: datetime) -> None:
    """An agent has it now."""
    if Metric.HAND_OFF in choosing.current().metrics:
        _meet(Plan.of(conversation), Metric.HAND_OFF, at)


def follow(kind: str, conversation: Conversation, at: datetime) -> None:
    """What a channel says of a contact; said twice, it means the same."""
    plan = Plan.of(conversation)
    match kind:
        case "contact.hand_off_asked":
            _start(plan, Metric.HAND_OFF, at)
        case "contact.queued":
            _start(plan, Metric.QUEUE_WAIT, at)
        case "contact.answered":
            if not plan.open(Metric.HANDLING_TIME):
                plan.start(Metric.HANDLING_TIME, at)
            _meet(plan, Metric.QUEUE_WAIT, at)
            _meet(plan, Metric.HAND_OFF, at)
        case "contact.left":
            for target in plan.open(Metric.QUEUE_WAIT, Metric.HAND_OFF):
                plan.cancel(target, at, Ending.LEFT)
            plan.save()
        case "call.ended":
            _meet(plan, Metric.HANDLING_TIME, at)


def _start(plan: Plan, metric: Metric, at: datetime) -> None:
    if not plan.open(metric):
        plan.start(metric, at)
        plan.save()


def _meet(plan: Plan, metric: Metric, at: datetime) -> None:
    for target in plan.open(metric):
        plan.meet(target, at)
    plan.save()
