"""What the room does later."""

from goodwill.core import jobs
from goodwill.core.jobs import task
from goodwill.customers import cards


@task(queue_name="slow", own_transactions=True)
def assemble_cards() -> None:
    """Make the cards anew that changes have left out of date; go on in another job while there are many."""
    if cards.assemble_stale() == cards.ASSEMBLED_AT_ONCE:
        jobs.enqueue_once(assemble_cards, "cards", keep=True)
