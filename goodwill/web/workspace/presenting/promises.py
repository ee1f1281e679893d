"""Promises as they stand beside a conversation: how much time is left, in words, and how much that presses."""

from datetime import datetime
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from goodwill.core.clock import now
from goodwill.service_levels.enums import Metric
from goodwill.web.shared import times

ATTENTION, DANGER = "attention", "danger"


class Due(NamedTuple):
    """The promise that ends soonest; all empty when none runs. The times are for the browser, which goes on counting."""

    words: str = ""
    kind: str = ""
    iso: str = ""
    warn_iso: str = ""
    title: str = ""
    label: str = ""


NONE = Due()


def due(due_at: datetime | None, warn_at: datetime | None, metric: str, *, at: datetime | None = None) -> Due:
    """``at`` is now in the reader's time zone, for those who ask many times."""
    if due_at is None:
        return NONE
    at = at or timezone.localtime(now())
    kind = DANGER if at >= due_at else ATTENTION if warn_at is not None and at >= warn_at else ""
    said = label(metric)
    title = _("%(promise)s until %(time)s") % {"promise": said, "time": times.full(due_at)}
    return Due(times.left(due_at, at=at), kind, _iso(due_at), _iso(warn_at) if warn_at else "", title, said)


def label(metric: str) -> str:
    """What is promised, in words."""
    return str(Metric(metric).label) if metric in Metric else metric


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
