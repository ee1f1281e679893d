"""Calendars: weekly open hours in a time zone, free days, and seasons with hours of their own."""

import secrets
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from goodwill.core.clock import now
from goodwill.service_levels.domain.calendars import Hours


def closed_week() -> list[list[list[int]]]:
    return [[], [], [], [], [], [], []]


def fresh_version() -> int:
    """A number that no calendar had before: a change that is rolled back never looks like the one that follows it."""
    return secrets.randbits(62)


class Calendar(models.Model):
    """Open hours of a week in one time zone; ``country`` and ``subdivision`` say whose holidays are offered as free days.

    ``weekly`` is seven lists, Monday first, of ``[start, end]`` in minutes after local midnight. ``version`` is drawn anew
    at each change of what counts. The default calendar is used where nobody chose one.
    """

    name = models.CharField(_("name"), max_length=80, unique=True)
    zone = models.CharField(_("time zone"), max_length=64)
    weekly = models.JSONField(_("open hours"), default=closed_week)
    country = models.CharField(_("holidays of"), max_length=2, blank=True)
    subdivision = models.CharField(_("state or region"), max_length=40, blank=True)
    is_default = models.BooleanField(default=False, editable=False)
    version = models.BigIntegerField(default=fresh_version, editable=False)
    created_at = models.DateTimeField(default=now, editable=False)
    changed_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["is_default"], condition=models.Q(is_default=True), name="one_default_calendar"),
        ]

    def __str__(self) -> str:
        return self.name

    def hours(self) -> Hours:
        """What counts by this calendar, as a value; kept in memory until the calendar changes."""
        from goodwill.service_levels.domain.reading_hours import hours_of

        return hours_of(self)


class Season(models.Model):
    """Days from ``starts_on`` to ``ends_on``, both included, with their own weekly hours or closed: they override all else.

    Where two overlap, the shorter one holds: a day of the sale inside the weeks of the sale.
    """

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="seasons")
    name = models.CharField(_("name"), max_length=80)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    weekly = models.JSONField(_("open hours"), default=closed_week)

    class Meta:
        ordering: ClassVar = ["starts_on", "id"]

    def __str__(self) -> str:
        return self.name


class Feed(models.Model):
    """An iCalendar whose all-day events are offered as free days: read from ``url`` again and again, or given once as a file."""

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="feeds")
    name = models.CharField(_("name"), max_length=80)
    url = models.CharField(_("address"), max_length=1000, blank=True)
    read_at = models.DateTimeField(null=True, editable=False)
    tried_at = models.DateTimeField(null=True, editable=False)
    problem = models.CharField(max_length=300, blank=True, editable=False)
    left_out = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        ordering: ClassVar = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class FreeDay(models.Model):
    """A day that a source calls free. It counts as closed from when a person takes it until a person lets it go."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("to be decided")
        TAKEN = "taken", _("free")
        REFUSED = "refused", _("worked")
        LEAVING = "leaving", _("free, and no longer in its source")

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="free_days", db_index=False)
    # None where the day comes from the holidays of the calendar's country.
    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, null=True, related_name="free_days")
    day = models.DateField()
    name = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)

    class Meta:
        ordering: ClassVar = ["day", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["calendar", "day", "feed"], name="free_day_of_feed"),
            models.UniqueConstraint(fields=["calendar", "day"], condition=models.Q(feed=None), name="free_day_of_country"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"
