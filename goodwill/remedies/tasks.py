"""Work that is done later for remedies: each task takes ids and calls one domain function."""

from goodwill.core.jobs import task
from goodwill.remedies.domain import approving


@task(queue_name="timers")
def escalate(approval_id: int) -> None:
    """Ask higher up when nobody has answered."""
    approving.escalate(approval_id)


@task(queue_name="timers")
def expire(approval_id: int) -> None:
    """Close a question whose time is over."""
    approving.expire(approval_id)
