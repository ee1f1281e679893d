"""Periodic work of live push."""

from datetime import timedelta

from goodwill.core import clock
from goodwill.core.jobs import task
from goodwill.core.live.publishing import position
from goodwill.core.models import LiveEvent

KEPT_FOR = timedelta(hours=1)


@task(queue_name="slow")
def prune() -> None:
    """Delete events that no page will ask for; the last one stays, since it tells where the numbers stand."""
    LiveEvent.objects.filter(created_at__lt=clock.now() - KEPT_FOR, id__lt=position()).delete()
