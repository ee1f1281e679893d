"""The words for what is promised, and for how a target ends."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Metric(models.TextChoices):
    """What can be promised; docs/decisions/0011-targets.md says what starts and what ends each."""

    FIRST_RESPONSE = "first_response", _("First response")
    NEXT_RESPONSE = "next_response", _("Next response")
    PERIODIC_UPDATE = "periodic_update", _("Periodic update")
    RESOLUTION = "resolution", _("Resolution")
    HAND_OFF = "hand_off", _("Hand-off")
    QUEUE_WAIT = "queue_wait", _("Wait in the queue")
    HANDLING_TIME = "handling_time", _("Handling time of a call")
    REPEAT_CONTACT = "repeat_contact", _("Repeat contact")
    DELIVERY_PROMISE = "delivery_promise", _("Delivery promise")


# One of these runs at a time: the customer waits for an answer.
REPLIES = frozenset({Metric.FIRST_RESPONSE, Metric.NEXT_RESPONSE})
# These stand still while it is not our turn; the others run on.
PAUSABLE = frozenset({Metric.RESOLUTION, Metric.PERIODIC_UPDATE})
# These go by the clock on the wall, not by open hours: parcels travel at night.
BY_THE_WALL = frozenset({Metric.DELIVERY_PROMISE, Metric.REPEAT_CONTACT})


class Ending(models.TextChoices):
    """Why a target is closed."""

    DONE = "done", _("It was done")
    RESOLVED = "resolved", _("The conversation was resolved without it")
    MERGED = "merged", _("The conversation was merged into another")
    BLOCKED = "blocked", _("The customer was blocked")
    WITHDRAWN = "withdrawn", _("No policy promises it any more")
    LEFT = "left", _("The customer went away")
    TAKEN_BACK = "taken_back", _("What started it was taken back")
    CANCELLED_ORDER = "cancelled", _("The order was cancelled")
    RECORDED = "recorded", _("It was recorded as it happened")
