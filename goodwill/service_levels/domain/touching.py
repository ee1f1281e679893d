"""Marks a calendar as changed: another version of what counts, and word to whoever promised by it."""

from typing import Any

from django.utils.translation import gettext as _

from goodwill.accounts import rules
from goodwill.accounts.errors import NotAllowed
from goodwill.accounts.models import Agent
from goodwill.activity.models import Actor
from goodwill.activity.recording import record
from goodwill.core.clock import now
from goodwill.service_levels.models import Calendar
from goodwill.service_levels.models.calendars import fresh_version


def held(calendar: Calendar) -> None:
    """Hold the calendar's row until the transaction ends, and read its version again: two changes come one after the other."""
    calendar.version = Calendar.objects.select_for_update().values_list("version", flat=True).get(pk=calendar.pk)


def touch(calendar: Calendar, *, by: Agent | Actor, data: dict[str, Any]) -> None:
    """Draw another version and announce ``calendar.changed``; call it last, in the transaction of the change."""
    calendar.version = fresh_version()
    calendar.changed_at = now()
    calendar.save(update_fields=["version", "changed_at"])
    record("calendar.changed", calendar, by=by, data=data)


def require_manager(by: Agent) -> None:
    if not rules.may_manage(by):
        raise NotAllowed(_("You may not change calendars."))
