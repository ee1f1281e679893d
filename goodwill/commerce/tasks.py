"""Work that is done later for stores: each task takes ids and calls one domain function."""

from goodwill.commerce.domain import connecting, proving_orders, reading, receiving, reconciling, taking_files
from goodwill.core.jobs import task


@task(queue_name="slow", own_transactions=True)
def read_on(synchronisation_id: int) -> None:
    """Read the next batches of a store."""
    reading.read_on(synchronisation_id)


@task(queue_name="slow", own_transactions=True)
def read_file(synchronisation_id: int) -> None:
    """Take in a file of a store, from where it got to."""
    taking_files.read_on(synchronisation_id)


@task(queue_name="default", own_transactions=True)
def fetch_stale(store_id: int, resource: str, external_id: str) -> None:
    """Fetch one thing that a webhook only named."""
    receiving.fetch_stale(store_id, resource, external_id)


@task(queue_name="default", own_transactions=True)
def retry_receipt(receipt_id: int) -> None:
    """Apply a webhook that could not be applied when it came in."""
    receiving.retry(receipt_id)


@task(queue_name="slow", own_transactions=True)
def subscribe(store_id: int) -> None:
    """Ask the platform to send its webhooks here."""
    connecting.subscribe(store_id)


@task(queue_name="default")
def sweep_receipts() -> None:
    """Remember webhooks that wait, forget what the applied ones said."""
    receiving.sweep()


@task(queue_name="default")
def reconcile() -> None:
    """Compare every store with its mirror."""
    reconciling.begin_due()


@task(queue_name="default", priority=50)
def send_order_code(code_id: int) -> None:
    """Write the code for an order to its buyer, if there is such an order."""
    proving_orders.send(code_id)


@task(queue_name="default")
def forget_order_codes() -> None:
    """Forget codes that are long over."""
    proving_orders.forget()
