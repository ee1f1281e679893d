"""Writes announcements, publishes them at their time, says what changed, and ends them."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from goodwill.accounts.models import Agent
from goodwill.activity.models import Actor
from goodwill.activity.recording import record
from goodwill.coaching import tasks
from goodwill.coaching.domain import confirming
from goodwill.coaching.enums import State
from goodwill.coaching.errors import Refused
from goodwill.coaching.models import Announcement, AnnouncementVersion
from goodwill.core import jobs
from goodwill.core.clock import now

WORDS = ("title", "text", "terms")


@dataclass(frozen=True, slots=True)
class Content:
    """All that is written in an announcement. ``starts_at`` of None means as soon as it is published."""

    kind: str
    title: str
    text: str
    terms: str = ""
    suggested_reply: str = ""
    is_urgent: bool = False
    team_ids: list[int] = field(default_factory=list)
    roles: list[str] = field(default_factory=list)
    matchers: list[dict[str, Any]] = field(default_factory=list)
    starts_at: datetime | None = None
    ends_at: datetime | None = None

    def columns(self) -> dict[str, Any]:
        found = {name: getattr(self, name) for name in self.__slots__}
        return {**found, "starts_at": self.starts_at or now()}


def write(content: Content, *, by: Agent) -> Announcement:
    """Keep a draft, which nobody is shown."""
    with transaction.atomic():
        announcement = Announcement.objects.create(**content.columns(), created_by=by)
        record("announcement.written", announcement, by=by, data={"title": announcement.title})
    return announcement


def change(announcement: Announcement, content: Content, *, change: str = "", by: Agent) -> Announcement:
    """Write it anew. One that agents were shown asks them again when its words change, with ``change`` in its banner.

    Raise Refused where it is over, or where the words changed and nothing says how.
    """
    with transaction.atomic():
        fresh = _held(announcement)
        if fresh.state == State.ENDED:
            raise Refused(_("This announcement is over. Write a new one."))
        has_new_words = any(getattr(fresh, name) != getattr(content, name) for name in WORDS)
        if fresh.is_live and has_new_words and not change.strip():
            raise Refused(_("Say in a line what changed: everybody who confirmed it is asked again."))
        _check_times(content.starts_at, content.ends_at)
        for name, value in content.columns().items():
            if name != "starts_at" or content.starts_at is not None:
                setattr(fresh, name, value)
        fresh.edition += 1
        if fresh.published_at is not None and has_new_words:
            fresh.version, fresh.version_at = fresh.version + 1, now()
            _keep_words(fresh, change.strip(), by)
        fresh.save()
        record("announcement.changed", fresh, by=by, data={"title": fresh.title, "version": fresh.version})
        if fresh.published_at is not None:
            _follow_times(fresh, by=by)
            if fresh.is_live:
                _tell(fresh)
    return fresh


def publish(announcement: Announcement, *, by: Agent) -> Announcement:
    """Show it to whom it is for, now or from its time on. Who publishes it has read it."""
    with transaction.atomic():
        fresh = _held(announcement)
        if fresh.published_at is not None:
            raise Refused(_("It is published already."))
        _check_times(fresh.starts_at, fresh.ends_at)
        fresh.published_at = fresh.version_at = now()
        fresh.edition += 1
        fresh.save()
        _keep_words(fresh, "", by)
        record("announcement.published", fresh, by=by, data={"title": fresh.title, "kind": fresh.kind})
        confirming.confirm(fresh, by)
        _follow_times(fresh, by=by)
    return fresh


def end(announcement: Announcement, *, by: Agent | Actor) -> Announcement:
    """Take it down for good; what it explained and who read it stays known."""
    with transaction.atomic():
        fresh = _held(announcement)
        if fresh.published_at is None or fresh.ended_at is not None:
            return fresh
        fresh.is_live, fresh.ended_at, fresh.edition = False, now(), fresh.edition + 1
        fresh.save()
        jobs.cancel(_key(fresh, "begin"))
        jobs.cancel(_key(fresh, "finish"))
        record("announcement.ended", fresh, by=by, data={"title": fresh.title})
        _tell(fresh)
    return fresh


def remove(announcement: Announcement, *, by: Agent) -> None:
    """Forget a draft. Raise Refused for what agents may have read."""
    with transaction.atomic():
        fresh = _held(announcement)
        if fresh.published_at is not None:
            raise Refused(_("Agents may have read it: end it instead."))
        record("announcement.removed", fresh, by=by, data={"title": fresh.title})
        fresh.delete()


def begin_due(number: int) -> None:
    """Its time has come: show it, unless it was ended or put off meanwhile."""
    with transaction.atomic():
        fresh = Announcement.objects.select_for_update().filter(pk=number).first()
        if fresh is not None and fresh.published_at and not fresh.ended_at and not fresh.is_live and fresh.starts_at <= now():
            _begin(fresh, by=Actor.SYSTEM)


def finish_due(number: int) -> None:
    """Its time is over: take it down, unless it was prolonged meanwhile."""
    fresh = Announcement.objects.filter(pk=number).first()
    if fresh is not None and fresh.ends_at and fresh.ends_at <= now():
        end(fresh, by=Actor.SYSTEM)


def _check_times(starts_at: datetime | None, ends_at: datetime | None) -> None:
    if ends_at is not None and ends_at <= max(starts_at or now(), now()):
        raise Refused(_("It would be over before it began: choose a later end."))


def _follow_times(announcement: Announcement, *, by: Agent) -> None:
    """Begin now what is due, and set the timers for the rest."""
    if announcement.starts_at > now():
        was_live, announcement.is_live = announcement.is_live, False
        if was_live:
            announcement.save(update_fields=["is_live"])
        jobs.enqueue_once(tasks.begin, _key(announcement, "begin"), announcement.pk, run_after=announcement.starts_at)
    elif announcement.is_live:
        tasks.explain_open.enqueue(announcement.pk, announcement.edition, 0)
    else:
        _begin(announcement, by=by)
    if announcement.ends_at is None:
        jobs.cancel(_key(announcement, "finish"))
    else:
        jobs.enqueue_once(tasks.finish, _key(announcement, "finish"), announcement.pk, run_after=announcement.ends_at)


def _begin(announcement: Announcement, *, by: Agent | Actor) -> None:
    announcement.is_live = True
    announcement.version_at = max(announcement.version_at, now())
    announcement.save(update_fields=["is_live", "version_at"])
    record("announcement.begun", announcement, by=by, data={"title": announcement.title})
    _tell(announcement)
    if announcement.matchers:
        tasks.explain_open.enqueue(announcement.pk, announcement.edition, 0)


def _tell(announcement: Announcement) -> None:
    """Open pages ask for their banner anew."""
    confirming.tell(confirming.readers(announcement))


def _keep_words(announcement: Announcement, change: str, by: Agent) -> None:
    words = {name: getattr(announcement, name) for name in WORDS}
    AnnouncementVersion.objects.create(announcement=announcement, number=announcement.version, **words, change=change[:300], by=by)


def _held(announcement: Announcement) -> Announcement:
    return Announcement.objects.select_for_update().get(pk=announcement.pk)


def _key(announcement: Announcement, what: str) -> str:
    return f"announcement:{announcement.pk}:{what}"
