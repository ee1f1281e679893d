"""Blocks a customer or an address, and lets them in again."""

from django.db import transaction

from goodwill.accounts.models import Agent
from goodwill.activity.models import Actor
from goodwill.activity.recording import record
from goodwill.core.clock import now
from goodwill.customers.models import BlockedSender, Customer


def block(customer: Customer, *, by: Agent | Actor) -> None:
    """Set aside what this customer writes from now on, from any of their addresses."""
    with transaction.atomic():
        if Customer.objects.filter(pk=customer.pk, blocked_at=None).update(blocked_at=now()):
            record("customer.blocked", customer, by=by)
    customer.refresh_from_db(fields=["blocked_at"])


def unblock(customer: Customer, *, by: Agent) -> None:
    with transaction.atomic():
        if Customer.objects.filter(pk=customer.pk).exclude(blocked_at=None).update(blocked_at=None):
            record("customer.unblocked", customer, by=by)
    customer.refresh_from_db(fields=["blocked_at"])


def block_sender(pattern: str, *, by: Agent, reason: str = "") -> BlockedSender:
    """Set aside what comes from an address, or from a whole domain when it starts with @."""
    with transaction.atomic():
        sender, is_new = BlockedSender.objects.get_or_create(pattern=pattern.strip().lower(), defaults={"reason": reason, "blocked_by": by})
        if is_new:
            record("sender.blocked", sender, by=by, data={"pattern": sender.pattern})
    return sender


def unblock_sender(sender: BlockedSender, *, by: Agent) -> None:
    """Let messages from there in again."""
    with transaction.atomic():
        record("sender.unblocked", sender, by=by, data={"pattern": sender.pattern})
        sender.delete()
