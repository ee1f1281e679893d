"""What the desk promises: policies with their goals, read from the top."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from goodwill.core.clock import now
from goodwill.service_levels.enums import Metric
from goodwill.service_levels.models.calendars import Calendar


def usual_pauses() -> list[str]:
    return ["pending", "snoozed"]


class PolicyTable(models.Model):
    """One row: ``version`` is another number after each change of a policy, a goal or a calendar."""

    version = models.BigIntegerField()

    def __str__(self) -> str:
        return f"policies {self.version}"


class Policy(models.Model):
    """Conversations in which all ``conditions`` hold get its goals; for each metric the first policy that sets it decides.

    ``conditions`` is a list of ``{"name": …, …parameters}`` of ``conversations.conditions``. Without a calendar the default
    one counts, and round the clock where there is none. ``pauses`` lists the statuses in which a resolution stands still.
    """

    name = models.CharField(_("name"), max_length=120)
    position = models.PositiveIntegerField(default=0)
    conditions = models.JSONField(_("conditions"), default=list, blank=True)
    calendar = models.ForeignKey(
        Calendar, on_delete=models.PROTECT, null=True, blank=True, related_name="policies", verbose_name=_("calendar"), db_index=False
    )
    pauses = models.JSONField(_("pauses while"), default=usual_pauses, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        ordering: ClassVar = ["position", "id"]
        verbose_name_plural = "policies"

    def __str__(self) -> str:
        return self.name


class Goal(models.Model):
    """What one policy promises for one metric: ``within`` so much counted time.

    ``steps`` is what happens on the way, in the order of time: a list of

    ``{"when": "used", "percent": 75, …}``  a warning when so much of the time is used
    ``{"when": "due", …}``                  when it ends unkept
    ``{"when": "after", "minutes": 60, …}`` so much counted time after that

    each with ``"notify"``: a list of ``assignee``, ``team``, ``leads``, ``administrators``, ``agent:<id>``, ``team:<id>``;
    and optionally ``"mail": true``, ``"webhook": "https://…"``, ``"priority": 3``, ``"team": <id>``, ``"any_hour": true`` to
    tell people who are not on duty too. ``within`` is the days to look back for a repeat contact, and the grace after the
    promised day for a delivery promise.
    """

    policy = models.ForeignKey(Policy, on_delete=models.CASCADE, related_name="goals", db_index=False)
    metric = models.CharField(_("promise"), max_length=20, choices=Metric.choices)
    within = models.DurationField(_("within"))
    steps = models.JSONField(_("steps"), default=list, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["policy", "metric"], name="goal_once")]

    def __str__(self) -> str:
        return f"{self.get_metric_display()} {self.within}"
