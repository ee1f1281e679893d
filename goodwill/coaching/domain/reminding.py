"""Says who has not read an announcement, and reminds them."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.functional import lazy
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from goodwill.accounts.duty import on_duty
from goodwill.accounts.models import Agent
from goodwill.activity.models import Urgency
from goodwill.activity.notifying import notify
from goodwill.activity.recording import record
from goodwill.coaching.domain.confirming import readers
from goodwill.coaching.models import Announcement, Receipt
from goodwill.core.clock import now


@dataclass(frozen=True, slots=True)
class Reader:
    """One whom an announcement is for. ``since`` is from when on the newest words could be read; ``earlier`` says that older ones were."""

    agent: Agent
    shown_at: datetime | None
    confirmed_at: datetime | None
    since: datetime
    is_on_duty: bool
    has_read_earlier: bool

    @property
    def has_read(self) -> bool:
        return self.confirmed_at is not None


def report(announcement: Announcement) -> list[Reader]:
    """Everybody whom it is for: first who has not read it, by name. Four statements, however many there are."""
    agents = readers(announcement)
    receipts = {(one.agent_id, one.version): one for one in Receipt.objects.filter(announcement=announcement)}
    earlier = {agent for (agent, version), one in receipts.items() if one.confirmed_at and version < announcement.version}
    present = {agent.pk for agent in on_duty(agents, now())}
    found = []
    for agent in agents:
        receipt = receipts.get((agent.pk, announcement.version))
        shown, confirmed = (receipt.shown_at, receipt.confirmed_at) if receipt else (None, None)
        since = max(announcement.version_at, announcement.starts_at, agent.created_at)
        found.append(Reader(agent, shown, confirmed, since, agent.pk in present, agent.pk in earlier))
    return sorted(found, key=lambda one: one.has_read)


def remind(announcement: Announcement, *, by: Agent) -> list[Agent]:
    """Give everybody who has not read it a notice, at most one a day each; return who got one."""
    late = [one.agent for one in report(announcement) if not one.has_read]
    urgency = Urgency.ATTENTION if announcement.is_urgent else Urgency.NORMAL
    key = f"announcement:{announcement.pk}:{announcement.version}:{localdate(now()).isoformat()}"
    title = lazy(lambda: _("Please read: %(title)s") % {"title": announcement.title}, str)()
    with transaction.atomic():
        told = notify(late, key=key, kind="announcement.reminded", title=title, subject=announcement, urgency=urgency)
        if told:
            record("announcement.reminded", announcement, by=by, data={"agents": [notice.agent_id for notice in told]})
    return [notice.agent for notice in told]
