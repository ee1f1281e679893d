"""Codes by which buyers prove that an order is theirs."""

from typing import ClassVar

from django.db import models

from goodwill.commerce.models.orders import Order
from goodwill.core.clock import now


class OrderCode(models.Model):
    """Somebody asked for a code for the order with this number under this address, whether there is one or not.

    ``handle`` is what their browser keeps; ``digest`` is the code's seal, "" until it was sent, which it never is where
    there is no such order. ``peer`` is the address of the network that asked. Rows go after a day.
    """

    handle = models.CharField(max_length=64, unique=True)
    email = models.CharField(max_length=320)
    lookup = models.CharField(max_length=60)
    peer = models.CharField(max_length=64)
    language = models.CharField(max_length=10, blank=True)
    order = models.ForeignKey(Order, on_delete=models.CASCADE, null=True, related_name="+")
    digest = models.CharField(max_length=51, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=now)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["email", "-created_at"], name="code_by_email"),
            models.Index(fields=["lookup", "-created_at"], name="code_by_lookup"),
            models.Index(fields=["peer", "-created_at"], name="code_by_peer"),
            models.Index(fields=["created_at"], name="code_oldest"),
        ]

    def __str__(self) -> str:
        return f"code {self.pk}"
