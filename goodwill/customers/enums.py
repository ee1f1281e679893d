"""The words for how sure we are that an address belongs to a customer."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Proof(models.TextChoices):
    """From weakest to strongest; customers are joined only by identities that are verified or better."""

    CLAIMED = "claimed", _("Claimed by the sender")
    OBSERVED = "observed", _("Answered from there")
    VERIFIED = "verified", _("Verified by the sender's domain")
    CONFIRMED = "confirmed", _("Confirmed by the customer or an agent")
