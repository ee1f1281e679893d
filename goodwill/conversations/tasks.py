"""Work that is done later for conversations: each task takes ids and calls one domain function."""

from collections.abc import Sequence

from goodwill.conversations.domain import acknowledging, comparing, linking_orders, receiving, snoozing, viewing
from goodwill.core import jobs
from goodwill.core.jobs import task


def _process_together(arguments: Sequence[Sequence[int]]) -> None:
    receiving.process_together([raw_id for (raw_id,) in arguments])


@task(queue_name="intake", priority=50, own_transactions=True, together=_process_together)
def process_raw(raw_id: int) -> None:
    """Turn a stored raw message into something said; again after a crash, without doubling anything."""
    receiving.process(raw_id)


@task(queue_name="timers")
def wake(conversation_id: int) -> None:
    """Open a snoozed conversation whose time has come."""
    snoozing.wake_due(conversation_id)


@task(queue_name="default")
def acknowledge(message_id: int) -> None:
    """Tell a customer at once that the first message came in, where the inbox does that."""
    acknowledging.acknowledge(message_id)


@task(queue_name="default")
def remember_forgotten() -> None:
    """Process raw messages that wait although nothing is going to: their jobs were given up while a disk was full."""
    for raw_id in receiving.waiting_forgotten():
        jobs.enqueue_once(process_raw, f"raw:{raw_id}", raw_id, keep=True)


@task(queue_name="default")
def sweep_presences() -> None:
    """Forget agents who left a conversation without a word."""
    viewing.sweep()


@task(queue_name="slow", own_transactions=True)
def compare() -> None:
    """Compare what lists and counters show with what was said, put right what differs, and record both."""
    comparing.look_after()


@task(queue_name="slow", own_transactions=True)
def compare_everything() -> None:
    """The same for every conversation, when somebody asks for it."""
    comparing.look_after(everything=True)


@task(queue_name="default")
def link_imported(store_id: int) -> None:
    """Link conversations of the last weeks to the orders of a store that was just imported."""
    linking_orders.link_imported(store_id)
