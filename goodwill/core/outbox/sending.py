"""Carries out one outbox entry: claim it, let its handler talk to the outside, note the outcome."""

import logging
import random
import time
from datetime import timedelta

from django.db import InterfaceError, OperationalError, connection, transaction

from goodwill.core import clock, jobs
from goodwill.core.models import OutboxEntry
from goodwill.core.outbox.handlers import Done, Failed, Outcome, Retry, Settle, handler_for

log = logging.getLogger(__name__)
FIRST_PAUSE = timedelta(seconds=10)
LONGEST_PAUSE = timedelta(hours=4)
MOST_ATTEMPTS = 22  # about two days
NOTING_PAUSES = (0.5, 2.0, 10.0)


@jobs.task(queue_name="outbox", own_transactions=True, max_attempts=1000)
def deliver_entry(entry_id: int) -> None:
    """Make one attempt. A worker that is killed in it leaves the entry ``sending``; the job runs again, same key."""
    entry = _claim(entry_id)
    if entry is not None:
        _note_surely(entry, _attempt(entry))


@jobs.task(queue_name="outbox")
def settle_later(entry_id: int, outcome: str, words: str) -> None:
    """Call a handler's ``settle`` again that failed when the outcome was noted; it gets no ``result`` any more."""
    entry = OutboxEntry.objects.get(pk=entry_id)
    settle = handler_for(entry.topic).settle
    if settle:
        settle(entry, {kind.__name__: kind for kind in (Done, Retry, Failed)}[outcome](words))


def pause_after(attempts: int) -> timedelta:
    """10 s, 20 s, 40 s … 4 h, each shortened by up to a quarter at random so that many don't return at once."""
    pause = min(FIRST_PAUSE * 2 ** min(attempts - 1, 20), LONGEST_PAUSE)
    return pause * random.uniform(0.75, 1)  # noqa: S311 - not a secret


def _claim(entry_id: int) -> OutboxEntry | None:
    """Take the entry for one attempt, or None when there is nothing to do: withdrawn, done, or given up."""
    open_states = [OutboxEntry.State.WAITING, OutboxEntry.State.SENDING]
    with transaction.atomic():
        entry = OutboxEntry.objects.select_for_update().filter(pk=entry_id, state__in=open_states).first()
        if entry:
            entry.state, entry.attempts, entry.updated_at = OutboxEntry.State.SENDING, entry.attempts + 1, clock.now()
            entry.save(update_fields=["state", "attempts", "updated_at"])
    return entry


def _attempt(entry: OutboxEntry) -> Outcome:
    try:
        outcome = handler_for(entry.topic).deliver(entry)
    except Exception as error:
        log.exception("Outbox entry %s could not be carried out.", entry.key)
        outcome = Retry(f"{type(error).__name__}: {error}")
    if isinstance(outcome, Retry) and entry.attempts >= MOST_ATTEMPTS:
        return Failed(outcome.reason, outcome.result)
    return outcome


def _note_surely(entry: OutboxEntry, outcome: Outcome) -> None:
    """Note the outcome even when the database is away for a moment: what is not noted would be sent again."""
    for pause in (*NOTING_PAUSES, None):
        try:
            _note_and_settle(entry, outcome)
            return
        except (OperationalError, InterfaceError):
            if pause is None or connection.in_atomic_block:
                raise
            connection.close()
            time.sleep(pause)


def _note_and_settle(entry: OutboxEntry, outcome: Outcome) -> None:
    try:
        with transaction.atomic():
            _note(entry, outcome)
            if settle := _settle_of(entry):
                settle(entry, outcome)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        # The effect has happened, and an error in noting it must not make it happen again.
        log.exception("The outcome of outbox entry %s could not be passed on.", entry.key)
        with transaction.atomic():
            _note(entry, outcome)
            settle_later.enqueue(entry.pk, type(outcome).__name__, _words(outcome))


def _settle_of(entry: OutboxEntry) -> Settle | None:
    try:
        return handler_for(entry.topic).settle
    except LookupError:
        return None


def _note(entry: OutboxEntry, outcome: Outcome) -> None:
    entry.updated_at = clock.now()
    entry.last_error = "" if isinstance(outcome, Done) else outcome.reason
    if isinstance(outcome, Retry):
        entry.state = OutboxEntry.State.WAITING
        entry.not_before = entry.updated_at + pause_after(entry.attempts)
        jobs.enqueue_once(deliver_entry, f"outbox:{entry.pk}", entry.pk, run_after=entry.not_before)
    else:
        entry.state = OutboxEntry.State.DONE if isinstance(outcome, Done) else OutboxEntry.State.FAILED
    entry.save(update_fields=["state", "last_error", "not_before", "updated_at"])


def _words(outcome: Outcome) -> str:
    return outcome.detail if isinstance(outcome, Done) else outcome.reason
