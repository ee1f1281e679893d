"""The words for what became of a rule's run, of a back-test and of what is planned for later."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Outcome(models.TextChoices):
    """What a run of a rule came to."""

    DONE = "done", _("Done")
    UNCHANGED = "unchanged", _("Nothing to change")
    PARTLY = "partly", _("Partly done")
    STOPPED = "stopped", _("Stopped")
    TRIPPED = "tripped", _("Held back")


class StepState(models.TextChoices):
    """What became of one action."""

    DONE = "done", _("Done")
    UNCHANGED = "unchanged", _("Nothing to change")
    STOPPED = "stopped", _("Not done")
    FAILED = "failed", _("Failed")


class BackTestState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("Cancelled")
    FAILED = "failed", _("Failed")


class FollowUpKind(models.TextChoices):
    """What happens when its time has come and nobody has answered."""

    MESSAGE = "message", _("Send a message")
    REOPEN = "reopen", _("Open it again")
    CLOSE = "close", _("Close it")
    SURVEY = "survey", _("Ask for a rating")


class FollowUpState(models.TextChoices):
    WAITING = "waiting", _("Planned")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("Not needed any more")
    STOPPED = "stopped", _("Could not be done")


class ComplaintOutcome(models.TextChoices):
    PUT_RIGHT = "put_right", _("Put right")
    EXPLAINED = "explained", _("Explained")
    DECLINED = "declined", _("Declined")
    UNFOUNDED = "unfounded", _("No cause for complaint")
