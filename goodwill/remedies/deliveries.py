"""Has stores carry out what was granted: at most once, whatever is killed, lost or said twice on the way.

Each attempt sends the same action under the same key. Before any attempt but the first, the store is asked what became
of it: the one before may have been carried out and its answer lost, or its worker killed before it noted it.
"""

from goodwill.commerce.contract import Action, Outcome, Performed
from goodwill.commerce.contract.documents import decode_action
from goodwill.commerce.domain import performing
from goodwill.core import outbox
from goodwill.core.models import OutboxEntry
from goodwill.remedies.domain import confirming, settling
from goodwill.remedies.domain.granting import TOPIC
from goodwill.remedies.enums import RemedyState
from goodwill.remedies.models import Remedy

# Only these are still to be carried out; for all others it is known what became of them.
OPEN = (RemedyState.SENT, RemedyState.UNCERTAIN)


def settle(entry: OutboxEntry, outcome: outbox.Outcome) -> None:
    """Enter in the ledger what became of the attempt; in the transaction that notes the outcome."""
    remedy = confirming.held(entry.payload["remedy"])
    performed = outcome.result if isinstance(outcome.result, Performed) else None
    match outcome:
        case outbox.Done():
            settling.done(remedy, performed)
        case outbox.Retry():
            settling.waits(remedy, performed, outcome.reason)
        case outbox.Failed():
            settling.failed(remedy, performed, outcome.reason)


@outbox.handles(TOPIC, settle=settle)
def deliver(entry: OutboxEntry) -> outbox.Outcome:
    """Make one attempt, or find out what became of an earlier one."""
    remedy = Remedy.objects.select_related("store").get(pk=entry.payload["remedy"])
    if remedy.state not in OPEN:
        return outbox.Done()
    action = decode_action(remedy.action)
    performed = _found(remedy, action) if entry.attempts > 1 else None
    return _outcome(performed or performing.perform(remedy.store, action, remedy.key))


def _found(remedy: Remedy, action: Action) -> Performed | None:
    """What became of an earlier attempt; None when the store has not done it. Not to know is no reason to try again."""
    performed = performing.find(remedy.store, action, remedy.key)
    if performed is not None and performed.outcome == Outcome.TEMPORARY:
        return Performed(Outcome.UNKNOWN, performed.detail, retry_after=performed.retry_after)
    return performed


def _outcome(performed: Performed) -> outbox.Outcome:
    match performed.outcome:
        case Outcome.DONE:
            return outbox.Done(performed.detail, performed)
        case Outcome.REFUSED:
            return outbox.Failed(performed.detail, performed)
        case _:
            return outbox.Retry(performed.detail, performed)
