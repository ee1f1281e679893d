"""Work of the record that comes round: old notices are forgotten."""

from datetime import timedelta

from goodwill.activity.models import Notice
from goodwill.core import jobs
from goodwill.core.clock import now

KEPT = timedelta(days=90)
BATCH = 1000


@jobs.task(queue_name="default")
def forget_notices() -> None:
    """Delete notices that are older than three months, seen or not: what they told is long over."""
    old = list(Notice.objects.filter(at__lt=now() - KEPT).order_by("id").values_list("pk", flat=True)[:BATCH])
    Notice.objects.filter(pk__in=old).delete()
    if len(old) == BATCH:
        forget_notices.enqueue()
