"""Periodic work of the engine."""

from goodwill.core import files
from goodwill.core.clock import now
from goodwill.core.jobs import task


@task(queue_name="slow", own_transactions=True)
def sweep_files() -> None:
    """Delete files that were written for a transaction that did not commit."""
    files.sweep()


@task(queue_name="slow")
def clear_sessions() -> None:
    """Delete the sessions that have expired."""
    from django.contrib.sessions.models import Session

    Session.objects.filter(expire_date__lt=now()).delete()
