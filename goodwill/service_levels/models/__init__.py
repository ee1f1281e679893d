"""Calendars of open hours, the policies that make promises by them, and the targets that are measured."""

from goodwill.service_levels.models.calendars import Calendar, Feed, FreeDay, Season
from goodwill.service_levels.models.policies import Goal, Policy, PolicyTable
from goodwill.service_levels.models.targets import Pace, Replanning, Target

__all__ = ["Calendar", "Feed", "FreeDay", "Goal", "Pace", "Policy", "PolicyTable", "Replanning", "Season", "Target"]
