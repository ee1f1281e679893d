"""Calendars of open hours, the policies that make promises by them, and the targets that are measured."""

from goodwill.service_levels.models.calendars import Calendar, Feed, FreeDay, Season

__all__ = ["Calendar", "Feed", "FreeDay", "Season"]
