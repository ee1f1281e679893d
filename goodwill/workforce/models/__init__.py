"""Who works when, on what, and how well; and how conversations come to them."""

from goodwill.workforce.models.people import AgentSkill, Capacity, Seat, Shift, Skill
from goodwill.workforce.models.presence import AwayReason, Holding, PresenceInterval
from goodwill.workforce.models.routing import Assignment, QueueEntry, Routing, RoutingRule, TeamRouting

__all__ = [
    "AgentSkill",
    "Assignment",
    "AwayReason",
    "Capacity",
    "Holding",
    "PresenceInterval",
    "QueueEntry",
    "Routing",
    "RoutingRule",
    "Seat",
    "Shift",
    "Skill",
    "TeamRouting",
]
