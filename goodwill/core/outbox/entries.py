"""Puts effects into the outbox, withdraws them while there is time, and tries failed ones again."""

from datetime import datetime
from typing import Any

from django.db import transaction

from goodwill.core import clock, jobs, rows
from goodwill.core.models import OutboxEntry


def put(topic: str, key: str, payload: dict[str, Any], not_before: datetime | None = None) -> OutboxEntry:
    """Decide on an effect, in the current transaction; a second ``put`` with the same key changes nothing."""
    from goodwill.core.outbox.sending import deliver_entry

    now = clock.now()
    entry = OutboxEntry(topic=topic, key=key, payload=payload, not_before=not_before or now, updated_at=now)
    with transaction.atomic(savepoint=False):
        if not rows.insert_once(entry, "key"):
            return OutboxEntry.objects.get(key=key)
        jobs.enqueue_once(deliver_entry, _job_key(entry.pk), entry.pk, run_after=not_before)
    return entry


def cancel(key: str) -> bool:
    """Withdraw an effect; False when it is not there, or was already begun."""
    return _move(key, OutboxEntry.State.WAITING, OutboxEntry.State.CANCELLED)


def retry(key: str) -> bool:
    """Try a failed effect again from the start, under the same key; False when it has not failed."""
    from goodwill.core.outbox.sending import deliver_entry

    with transaction.atomic():
        if not _move(key, OutboxEntry.State.FAILED, OutboxEntry.State.WAITING, attempts=0, last_error=""):
            return False
        entry = OutboxEntry.objects.get(key=key)
        jobs.enqueue_once(deliver_entry, _job_key(entry.pk), entry.pk)
    return True


def _move(key: str, before: OutboxEntry.State, after: OutboxEntry.State, **changes: Any) -> bool:
    """Change the state of one entry; the condition in the statement decides a race with the worker that claims it."""
    return bool(OutboxEntry.objects.filter(key=key, state=before).update(state=after, updated_at=clock.now(), **changes))


def _job_key(entry_id: int) -> str:
    return f"outbox:{entry_id}"
