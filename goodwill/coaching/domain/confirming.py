"""Shows agents what they have not read, and keeps that they did."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from goodwill.accounts.models import Agent
from goodwill.activity.models import Notice
from goodwill.activity.notifying import mark_seen
from goodwill.activity.recording import record
from goodwill.coaching.errors import Refused
from goodwill.coaching.models import Announcement, AnnouncementVersion, Receipt
from goodwill.core import live
from goodwill.core.clock import now
from goodwill.core.row_objects import PreparedObjects
from goodwill.core.rows import Prepared

PUT_OFF = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Waiting:
    """What an agent has still to confirm: the one to show now, and how many others. ``later`` were put off."""

    announcement: Announcement | None
    others: int
    later: int
    change: str = ""


def is_for(agent: Agent, team_ids: Iterable[int], roles: Iterable[str], own_teams: Iterable[int]) -> bool:
    """Whether an announcement with these targets is for the agent: one of the teams or one of the roles; all without any."""
    teams, roles = set(team_ids), set(roles)
    return (not teams and not roles) or agent.role in roles or not teams.isdisjoint(own_teams)


def unconfirmed(agent: Agent) -> list[Announcement]:
    """What is shown now and this agent has not confirmed in its newest words: urgent ones first, then the oldest.

    One statement where nothing is announced.
    """
    live_now = _LIVE.all()
    if not live_now:
        return []
    confirmed = {(number, version) for number, version, at, _later in _RECEIPTS.all(agent.pk) if at}
    teams = _teams(agent) if any(team_ids for _n, _v, team_ids, _r in live_now) else []
    wanted = [
        number
        for number, version, team_ids, roles in live_now
        if (number, version) not in confirmed and is_for(agent, team_ids, roles, teams)
    ]
    return sorted(_THESE.all(wanted), key=lambda found: (not found.is_urgent, found.version_at, found.pk))


def waiting(agent: Agent) -> Waiting:
    """What the banner shows; that it was shown is kept. What was put off waits until its time, unless it is urgent."""
    open_ones = unconfirmed(agent)
    if not open_ones:
        return Waiting(None, 0, 0)
    receipts = {(number, version): later for number, version, _at, later in _RECEIPTS.all(agent.pk)}
    due = [one for one in open_ones if one.is_urgent or not _is_later(receipts.get((one.pk, one.version)))]
    if not due:
        return Waiting(None, 0, len(open_ones))
    first = due[0]
    if (first.pk, first.version) not in receipts:
        _shown(first, agent)
    change = AnnouncementVersion.objects.get(announcement=first, number=first.version).change if first.version > 1 else ""
    return Waiting(first, len(due) - 1, len(open_ones) - len(due), change)


def confirm(announcement: Announcement, agent: Agent) -> None:
    """The agent has read the newest words; again changes nothing."""
    with transaction.atomic():
        receipt = _shown(announcement, agent)
        if receipt.confirmed_at is None:
            receipt.confirmed_at = now()
            receipt.save(update_fields=["confirmed_at"])
            record("announcement.confirmed", announcement, by=agent, data={"version": announcement.version})
            _settle_notices(announcement, agent)
            tell([agent])


def put_off(announcement: Announcement, agent: Agent) -> None:
    """Leave the agent in peace for two hours. Raise Refused for an urgent one."""
    if announcement.is_urgent:
        raise Refused(_("This one is urgent: please read it now."))
    with transaction.atomic():
        receipt = _shown(announcement, agent)
        receipt.put_off_until = now() + PUT_OFF
        receipt.save(update_fields=["put_off_until"])
        tell([agent])


def readers(announcement: Announcement) -> list[Agent]:
    """The agents whom it is for, by name."""
    agents = Agent.objects.active().prefetch_related("teams").order_by("name", "pk")
    return [one for one in agents if is_for(one, announcement.team_ids, announcement.roles, [team.pk for team in one.teams.all()])]


def tell(agents: Iterable[Agent]) -> None:
    """Open pages of these agents ask for their banner anew, once this is committed."""
    topics = [f"a{agent.pk}" for agent in agents]
    if topics:
        live.publish(topics, "announcement", {})


def announcement_for(agent: Agent, number: int) -> Announcement | None:
    """A published announcement that is for this agent, over or not; None where there is none."""
    found = Announcement.objects.filter(pk=number).exclude(published_at=None).first()
    if found is None or not is_for(agent, found.team_ids, found.roles, _teams(agent)):
        return None
    return found


def told_to(agent: Agent) -> list[Announcement]:
    """All that was ever shown to agents like this one, newest first, at most a hundred."""
    teams = _teams(agent)
    begun = Announcement.objects.exclude(published_at=None).filter(starts_at__lte=now())[:400]
    return [found for found in begun if is_for(agent, found.team_ids, found.roles, teams)][:100]


def _shown(announcement: Announcement, agent: Agent) -> Receipt:
    return Receipt.objects.get_or_create(announcement=announcement, agent=agent, version=announcement.version)[0]


def _settle_notices(announcement: Announcement, agent: Agent) -> None:
    """What was read need not be said any more."""
    reminders = Notice.objects.filter(agent=agent, seen_at=None, subject_kind="announcement", subject_id=announcement.pk)
    numbers = list(reminders.values_list("pk", flat=True))
    if numbers:
        mark_seen(agent, numbers)


def _is_later(until: object) -> bool:
    return until is not None and until > now()  # type: ignore[operator]


def _teams(agent: Agent) -> list[int]:
    return [team for (team,) in _TEAMS.all(agent.pk)]


_LIVE = Prepared(lambda: Announcement.objects.filter(is_live=True).order_by("id").values_list("id", "version", "team_ids", "roles"))
_THESE = PreparedObjects(lambda numbers: Announcement.objects.filter(pk__in=numbers))
_RECEIPTS = Prepared(
    lambda agent: Receipt.objects.filter(agent_id=agent, announcement__is_live=True).values_list(
        "announcement_id", "version", "confirmed_at", "put_off_until"
    ),
    int,
)
_TEAMS = Prepared(lambda agent: Agent.teams.through.objects.filter(agent_id=agent).values_list("team_id"), int)
