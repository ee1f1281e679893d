"""The words for presence, shifts, skills and routing."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """What an agent is on a channel. Offline has no row: it is the gap between two intervals."""

    AVAILABLE = "available", _("Available")
    AWAY = "away", _("Away")
    OFFLINE = "offline", _("Offline")


class Ended(models.TextChoices):
    """Why an interval of presence ended."""

    CHANGED = "changed", _("Changed")
    SIGNED_OUT = "signed_out", _("Signed out")
    SILENT = "silent", _("Nothing was heard of the browser")
    DEACTIVATED = "deactivated", _("Deactivated")


class ShiftKind(models.TextChoices):
    """What is planned for a stretch of time; only work takes conversations, and an absence wins over all others."""

    WORK = "work", _("Work")
    BREAK = "break", _("Break")
    TRAINING = "training", _("Training")
    MEETING = "meeting", _("Meeting")
    ABSENCE = "absence", _("Absence")


class SkillKind(models.TextChoices):
    SKILL = "skill", _("Skill")
    LANGUAGE = "language", _("Language")


class Authority(models.TextChoices):
    """How much the agent must be allowed to give, for a rule of routing that asks for it."""

    NONE = "", _("Nothing")
    ORDER = "order", _("A refund of the linked order")


class Why(models.TextChoices):
    """Why a conversation is in the queue."""

    NEW = "new", _("It is new.")
    REOPENED = "reopened", _("The customer wrote again.")
    UNASSIGNED = "unassigned", _("It was taken from its agent.")
    AGENT_OFFLINE = "agent_offline", _("Its agent went offline.")
    HANDED_OVER = "handed_over", _("It was handed over.")
