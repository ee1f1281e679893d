"""The words for what agents are told and asked."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What an announcement is about."""

    RELEASE = "release", _("Something new")
    PROMOTION = "promotion", _("Promotion")
    PROBLEM = "problem", _("Known problem")
    DELAY = "delay", _("Delay")


class State(models.TextChoices):
    """Where an announcement stands between being written and being over."""

    DRAFT = "draft", _("Draft")
    SCHEDULED = "scheduled", _("Scheduled")
    LIVE = "live", _("Shown now")
    ENDED = "ended", _("Over")


class Setting(models.TextChoices):
    """Where a script is used."""

    ANY = "any", _("Any conversation")
    CALL = "call", _("Calls")
    CHAT = "chat", _("Chats")
