"""The words of the policy and of the ledger."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Effect(models.TextChoices):
    """What a rule of the policy says about what it fits."""

    ALLOW = "allow", _("Allowed")
    APPROVE = "approve", _("Needs approval")
    DENY = "deny", _("Denied")


class GranteeKind(models.TextChoices):
    """Who asks for a remedy."""

    AGENT = "agent", _("Agent")
    BOT = "bot", _("Bot")
    CUSTOMER = "customer", _("Customer")


class Per(models.TextChoices):
    """What a limit counts together.

    Of an order or a customer it is all that anybody gave, of a customer in the past 365 days; of a day or a month all
    that this agent gave, or the bot, or this customer took. Days and months are those of the store's time zone.
    """

    ACTION = "action", _("each time")
    ORDER = "order", _("per order")
    CUSTOMER = "customer", _("per customer and year")
    DAY = "day", _("per day")
    MONTH = "month", _("per month")


class RemedyState(models.TextChoices):
    """Where a remedy is; the ledger says how it got there."""

    ASKED = "asked", _("Waiting for approval")
    SENT = "sent", _("Being carried out")
    DONE = "done", _("Done")
    CONFIRMED = "confirmed", _("Confirmed by the store")
    UNCERTAIN = "uncertain", _("The store has not answered")
    FAILED = "failed", _("Failed")
    DENIED = "denied", _("Denied")
    DECLINED = "declined", _("Declined")
    EXPIRED = "expired", _("Expired")


class EntryKind(models.TextChoices):
    """What a line of the ledger says."""

    DENIED = "denied", _("Denied")
    ASKED = "asked", _("Asked for approval")
    ESCALATED = "escalated", _("Escalated")
    APPROVED = "approved", _("Approved")
    DECLINED = "declined", _("Declined")
    EXPIRED = "expired", _("Expired")
    GRANTED = "granted", _("Granted")
    DONE = "done", _("Carried out by the store")
    CONFIRMED = "confirmed", _("Confirmed by the store")
    UNCERTAIN = "uncertain", _("No answer from the store")
    FAILED = "failed", _("Failed")
