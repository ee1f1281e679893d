"""The words for what an agent may do and see."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """From most to least powerful; ``rules.py`` says what each may do."""

    OWNER = "owner", _("Owner")
    ADMINISTRATOR = "administrator", _("Administrator")
    LEAD = "lead", _("Lead")
    AGENT = "agent", _("Agent")
    READ_ONLY = "read_only", _("Read-only")


class Visibility(models.TextChoices):
    """Which conversations a person may see at all."""

    ALL = "all", _("All conversations")
    TEAMS = "teams", _("Those of their teams, and their own")
    OWN = "own", _("Only their own")
