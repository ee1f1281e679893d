"""Promises as they stand beside a conversation: how much time is left, in words, and how much that presses."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from goodwill.activity.models import Activity
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


def href(activity: Activity) -> str:
    """What a line about a promise leads to: why it ended when it did."""
    if activity.kind not in SENTENCES:
        return ""
    return f"/conversations/{activity.subject_id}/promises"


def _kept(who: str, data: Mapping[str, Any], activity: Activity) -> str:
    words = {"promise": label(data.get("metric", ""))}
    return (_("Kept late: %(promise)s") if data.get("late") else _("Kept: %(promise)s")) % words


def _of(sentence: Callable[[], str]) -> Callable[[str, Mapping[str, Any], Activity], str]:
    return lambda who, data, activity: sentence() % {"promise": label(data.get("metric", ""))}


SENTENCES: dict[str, tuple[str, Callable[[str, Mapping[str, Any], Activity], str]]] = {
    "target.warned": ("timer", _of(lambda: _("Soon due: %(promise)s"))),
    "target.breached": ("circle-alert", _of(lambda: _("Overdue: %(promise)s"))),
    "target.escalated": ("chevrons-up", _of(lambda: _("Still overdue, escalated: %(promise)s"))),
    "target.met": ("circle-check", _kept),
}
