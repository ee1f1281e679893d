"""Reads the desk's settings of routing, and changes them."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from goodwill.accounts.models import Agent, Team
from goodwill.activity.recording import record
from goodwill.core.rows import Prepared
from goodwill.workforce.errors import Refused
from goodwill.workforce.models import Routing, RoutingRule, TeamRouting

THE_ONE = 1


@dataclass(frozen=True, slots=True)
class Settings:
    """The one row of ``Routing``, or its defaults where nobody has changed them."""

    is_on: bool = False
    version: int = 0
    raised_after: timedelta = timedelta(minutes=240)
    silent_after: timedelta = timedelta(minutes=3)


def current() -> Settings:
    """The settings that hold now: one prepared statement."""
    found = _READ.first(THE_ONE)
    if found is None:
        return Settings()
    is_on, version, raised_after, silent_after = found
    return Settings(bool(is_on), version, timedelta(minutes=raised_after), timedelta(minutes=silent_after))


_READ = Prepared(lambda pk: Routing.objects.filter(pk=pk).values_list("is_on", "version", "raised_after", "silent_after"), int)


def row() -> Routing:
    """The row itself, for a form."""
    return Routing.objects.filter(pk=THE_ONE).first() or Routing(pk=THE_ONE)


def change(*, by: Agent, is_on: bool | None = None, raised_after: int | None = None, silent_after: int | None = None) -> None:
    """Change what is given (minutes); switching on makes a rule for everything where there is none, and begins to route.

    What waits is taken in by a job. Switching off leaves everything where it is. Raise Refused.
    """
    if (raised_after is not None and raised_after < 1) or (silent_after is not None and not 1 <= silent_after <= 120):
        raise Refused(_("Give the minutes as a number of at least 1; for the browser's silence at most 120."))
    with transaction.atomic():
        held = Routing.objects.select_for_update().get_or_create(pk=THE_ONE)[0]
        was_on = held.is_on
        given = {"is_on": is_on, "raised_after": raised_after, "silent_after": silent_after}
        changes = {name: value for name, value in given.items() if value is not None and value != getattr(held, name)}
        if not changes:
            return
        for name, value in changes.items():
            setattr(held, name, value)
        held.version = _another_version()
        held.save()
        if held.is_on and not RoutingRule.objects.filter(is_active=True).exists():
            RoutingRule.objects.create(position=1, name=_("Everything"))
        record("routing.changed", held, by=by, data=changes)
        if held.is_on and not was_on:
            _begin()


def change_team(team: Team, given: TeamRouting, *, by: Agent) -> None:
    """Keep what routing does for a team. Raise Refused for a team that overflows into itself."""
    if given.overflow_team_id == team.pk:
        raise Refused(_("A team can't overflow into itself."))
    with transaction.atomic():
        known = TeamRouting.objects.filter(team=team).first()
        given.pk, given.team = known.pk if known else None, team
        given.save()
        touch()
        record("routing.team_changed", team, by=by, data={"requeues": given.requeues, "overflow_team": given.overflow_team_id})


def of_team(team_id: int | None) -> TeamRouting:
    """What holds for a team; the defaults where it has no row, and for conversations without a team."""
    found = TeamRouting.objects.filter(team_id=team_id).first() if team_id else None
    return found or TeamRouting()


def touch() -> None:
    """What is known of rules and settings holds no more."""
    Routing.objects.filter(pk=THE_ONE).update(version=_another_version())


def _another_version() -> int:
    """A number that no desk had before: a process may have read the rules of one that was put back from a copy."""
    return secrets.randbits(31) or 1


def _begin() -> None:
    from goodwill.workforce.tasks import take_in_waiting, turn_shifts

    take_in_waiting.enqueue()
    turn_shifts.enqueue()
