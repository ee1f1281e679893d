"""What agents can do, how much at once, and when they are planned to work."""

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from goodwill.accounts.models import Agent
from goodwill.core.clock import now
from goodwill.workforce.enums import ShiftKind, SkillKind

TIERS = ((1, _("First tier")), (2, _("Second tier")), (3, _("Third tier")))
LEVELS = (MinValueValidator(1), MaxValueValidator(5))


class Seat(models.Model):
    """An agent's place in the workforce; routing holds this row while it gives the agent something.

    An agent without one is on the first tier and was never heard of. ``seen_at`` is when a page of theirs last made
    itself heard; ``given_at`` when routing last gave them a conversation. ``given`` is what it gave them among those who
    are here, while they are available; else by how much they were ahead of the others (see ``selecting.on_coming``).
    """

    agent = models.OneToOneField(Agent, on_delete=models.CASCADE, related_name="seat")
    tier = models.PositiveSmallIntegerField(_("tier"), choices=TIERS, default=1)
    seen_at = models.DateTimeField(null=True, editable=False)
    given_at = models.DateTimeField(null=True, editable=False)
    given = models.FloatField(default=0, editable=False)

    def __str__(self) -> str:
        return f"seat of agent {self.agent_id}"


class Skill(models.Model):
    """Something that an agent can know. One of the kind language has a ``code`` such as ``de``; others have none."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=SkillKind.choices, default=SkillKind.SKILL)
    code = models.CharField(_("language"), max_length=10, blank=True)
    is_active = models.BooleanField(_("offered"), default=True)

    class Meta:
        ordering: ClassVar = ["kind", "name"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["code"], condition=~models.Q(code=""), name="language_once")]

    def __str__(self) -> str:
        return self.name


class AgentSkill(models.Model):
    """An agent knows something, at a level from 1 (beginner) to 5 (expert), up to and including the day ``expires_on``."""

    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="skills", db_index=False)
    skill = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="holders")
    level = models.PositiveSmallIntegerField(_("level"), default=3, validators=LEVELS)
    expires_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["agent", "skill"], name="agent_skill_once")]

    def __str__(self) -> str:
        return f"agent {self.agent_id}: {self.skill_id} at {self.level}"


class Capacity(models.Model):
    """How many open conversations of a channel an agent has at once; without an agent it is for all who have no own row.

    ``share`` is the part of the whole attention, in percent, that one of them takes: three chats of 33 fit beside each
    other, a call of 100 beside nothing that takes any. The default for a channel without rows is in ``domain.loads``.
    """

    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, null=True, blank=True, related_name="capacities", db_index=False)
    channel = models.CharField(_("channel"), max_length=30)
    at_once = models.PositiveSmallIntegerField(_("at once"))
    share = models.PositiveSmallIntegerField(_("share of attention"), default=0, validators=[MaxValueValidator(100)])

    class Meta:
        verbose_name_plural = "capacities"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agent", "channel"], name="capacity_once"),
            models.UniqueConstraint(fields=["channel"], condition=models.Q(agent__isnull=True), name="capacity_of_all_once"),
        ]

    def __str__(self) -> str:
        return f"{self.at_once} {self.channel}"


class Shift(models.Model):
    """A planned stretch of an agent's time, from ``starts_at`` to before ``ends_at``.

    A break inside a shift is a row of its own that lies over it: the shorter of two rows says what is planned, and an
    absence wins over all.
    """

    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="shifts", db_index=False)
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    kind = models.CharField(_("kind"), max_length=10, choices=ShiftKind.choices, default=ShiftKind.WORK)
    note = models.CharField(_("note"), max_length=200, blank=True)
    created_by = models.ForeignKey(Agent, on_delete=models.SET_NULL, null=True, related_name="+", editable=False)
    created_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        ordering: ClassVar = ["starts_at", "id"]
        indexes: ClassVar = [
            models.Index(fields=["agent", "starts_at"], name="shift_of_agent"),
            models.Index(fields=["ends_at", "starts_at"], name="shift_by_end"),
        ]
        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("starts_at")), name="shift_has_length")]

    def __str__(self) -> str:
        return f"{self.kind} {self.starts_at:%Y-%m-%d %H:%M}"
