"""Has a webhook that failed applied once more, when somebody asks for it."""

from django.db import transaction

from goodwill.accounts.models import Agent
from goodwill.activity.recording import record
from goodwill.commerce.models import HookReceipt
from goodwill.core import jobs

State = HookReceipt.State


def retry(receipt: HookReceipt, *, by: Agent) -> bool:
    """Try again at once, by a job; False when it was applied meanwhile, or its content is forgotten."""
    from goodwill.commerce import tasks

    open_ones = HookReceipt.objects.filter(pk=receipt.pk, state__in=[State.WAITING, State.FAILED], body__isnull=False)
    with transaction.atomic():
        if not open_ones.update(state=State.WAITING, problem=""):
            return False
        jobs.enqueue_once(tasks.retry_receipt, f"hook:{receipt.pk}", receipt.pk)
        record("store.webhook_retried", receipt.store, by=by, data={"receipt": receipt.pk, "topic": receipt.topic})
    return True
