"""The words for the state of a conversation and of its messages."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    OPEN = "open", _("Open")
    PENDING = "pending", _("Pending")
    SNOOZED = "snoozed", _("Snoozed")
    RESOLVED = "resolved", _("Resolved")
    CLOSED = "closed", _("Closed")


class Priority(models.IntegerChoices):
    LOW = 1, _("Low")
    NORMAL = 2, _("Normal")
    HIGH = 3, _("High")
    URGENT = 4, _("Urgent")


class SaleStage(models.TextChoices):
    """Whether a matter is about something to be bought or something bought."""

    PRE_SALE = "pre_sale", _("Before the purchase")
    POST_SALE = "post_sale", _("After the purchase")


class AsksTopic(models.TextChoices):
    """Whether resolving a conversation without a topic asks for one."""

    OFF = "off", _("Don't ask")
    ASK = "ask", _("Ask")
    REQUIRED = "required", _("Require one")


class Direction(models.TextChoices):
    INBOUND = "in", _("From the customer")
    OUTBOUND = "out", _("From us")


class MatchedBy(models.TextChoices):
    """Why an inbound message stands in its conversation, from the strongest proof to the weakest."""

    NEW = "new", _("It started this conversation.")
    REPLY_TOKEN = "reply_token", _("It was sent to the reply address that only its recipient got.")
    SIGNED_ID = "signed_id", _("It answers a message that we signed.")
    REFERENCES = "references", _("It refers to a message of this conversation, and its sender takes part.")
    AGENT = "agent", _("An agent put it here.")


class Delivery(models.TextChoices):
    """What became of a message of ours."""

    WAITING = "waiting", _("Waiting to be sent")
    SENT = "sent", _("Sent")
    KEPT = "kept", _("Kept in the local sink")
    RETRYING = "retrying", _("Trying again")
    FAILED = "failed", _("Not sent")
    BOUNCED = "bounced", _("Came back")
    UNDONE = "undone", _("Undone")
