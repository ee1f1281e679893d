"""Customers, the addresses they are known by, and notes about them."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from goodwill.accounts.models import Agent
from goodwill.core.clock import now
from goodwill.customers.enums import Proof


class Customer(models.Model):
    """A person who buys. One that was joined into another keeps its row, so that the two can be parted again."""

    name = models.CharField(_("name"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True)
    blocked_at = models.DateTimeField(null=True, editable=False)
    joined_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, editable=False, related_name="joined")
    created_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["name", "id"], name="customer_name")]

    def __str__(self) -> str:
        return self.name or f"#{self.pk}"

    @property
    def is_blocked(self) -> bool:
        return self.blocked_at is not None


class Identity(models.Model):
    """An address of a customer on one kind of channel; ``address`` is as that channel normalises it."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="identities")
    kind = models.CharField(max_length=30)
    address = models.CharField(max_length=320)
    proof = models.CharField(max_length=10, choices=Proof.choices, default=Proof.CLAIMED)
    created_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        verbose_name_plural = "identities"
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "address"], name="identity_once")]
        indexes: ClassVar = [models.Index(fields=["address"], name="identity_address")]

    def __str__(self) -> str:
        return self.address

    @property
    def is_verified(self) -> bool:
        return self.proof in (Proof.VERIFIED, Proof.CONFIRMED)


class CustomerNote(models.Model):
    """Something that agents should know about a customer, never shown to the customer."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(Agent, on_delete=models.SET_NULL, null=True, related_name="+")
    text = models.TextField()
    created_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.text[:60]


class BlockedSender(models.Model):
    """An address or a whole domain whose messages are kept raw and never become a conversation."""

    pattern = models.CharField(max_length=320, unique=True, help_text=_("An address, or @ and a domain."))
    reason = models.CharField(max_length=200, blank=True)
    blocked_by = models.ForeignKey(Agent, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        ordering: ClassVar = ["pattern"]

    def __str__(self) -> str:
        return self.pattern


class Card(models.Model):
    """What all rooms know of a customer, put together ahead of the question; ``customers.cards`` keeps it.

    ``version`` grows in the transaction of each change that concerns the card; ``data`` is of ``made_of``.
    """

    customer = models.OneToOneField(Customer, on_delete=models.CASCADE, related_name="card")
    version = models.BigIntegerField(default=1)
    made_of = models.BigIntegerField(default=0)
    data = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["id"], name="card_stale", condition=~models.Q(version=models.F("made_of")))]

    def __str__(self) -> str:
        return f"card {self.customer_id}"
