"""Hours that a rule counts: by one of the desk's calendars, or round the clock."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from goodwill.core.conditions import Field, FieldKind, Parameters
from goodwill.service_levels.domain.calendars import NeverOpen, after
from goodwill.service_levels.models import Calendar

ALWAYS, DEFAULT = "", "default"
# A calendar that never opens again: the wait has no end.
NEVER = timedelta(days=36_500)


def calendars() -> list[tuple[str, str]]:
    return [
        (ALWAYS, _("round the clock")),
        (DEFAULT, _("in the desk's business hours")),
        *((str(pk), name) for pk, name in Calendar.objects.order_by("name").values_list("pk", "name")),
    ]


CALENDAR = Field("calendar", FieldKind.CHOICE, gettext_lazy("counted"), choices=calendars, initial=DEFAULT)


def over(parameters: Parameters, since: datetime) -> datetime:
    """When ``hours`` of open time have passed since then; round the clock where the calendar is gone."""
    counted = timedelta(hours=float(parameters.get("hours") or 0))
    calendar = _calendar(str(parameters.get("calendar") or ALWAYS))
    if calendar is None:
        return since + counted
    try:
        return after(calendar.hours(), since, counted)
    except NeverOpen:
        return since + NEVER


def in_words(parameters: Parameters) -> str:
    """ "48 hours in business hours"."""
    hours = parameters.get("hours") or 0
    words = ngettext("%(count)s hour", "%(count)s hours", int(hours)) % {"count": hours}
    chosen = str(parameters.get("calendar") or ALWAYS)
    if chosen == ALWAYS:
        return words
    calendar = _calendar(chosen) if chosen != DEFAULT else None
    where = _("open by “%(calendar)s”") % {"calendar": calendar} if calendar else _("in business hours")
    return f"{words} {where}"


def _calendar(chosen: str) -> Calendar | None:
    if chosen == DEFAULT:
        return Calendar.objects.filter(is_default=True).first()
    return Calendar.objects.filter(pk=int(chosen)).first() if chosen.isdigit() else None
