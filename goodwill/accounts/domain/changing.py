"""Changes an agent's name, role, visibility and teams."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from goodwill.accounts import rules
from goodwill.accounts.announcing import announce
from goodwill.accounts.domain.owning import require_another_owner
from goodwill.accounts.enums import Role
from goodwill.accounts.errors import NotAllowed
from goodwill.accounts.models import Agent, Team
from goodwill.core import live


@dataclass(frozen=True, slots=True)
class Place:
    """What an agent is at this desk."""

    name: str
    role: str
    visibility: str
    teams: Collection[Team]


def change(agent: Agent, place: Place, *, by: Agent) -> None:
    """Give an agent another name, role, visibility or teams.

    Only an owner makes owners or changes them, and one owner stays. Whoever may see something else from now on loses
    the pages that update themselves: they open again with the new scope.
    """
    if not rules.may_change(by, agent) or not rules.may_grant(by, place.role):
        raise NotAllowed(_("You may not change this agent in this way."))
    with transaction.atomic():
        if agent.role == Role.OWNER and place.role != Role.OWNER and agent.is_active:
            require_another_owner(agent)
        changes = _changes(agent, place)
        if not changes:
            return
        agent.name, agent.role, agent.visibility = place.name.strip(), place.role, place.visibility
        agent.save(update_fields=["name", "role", "visibility"])
        agent.teams.set(place.teams)
        announce("agent.changed", agent, by=by, **changes)
        if changes.keys() - {"name"}:
            live.revoke(agent.pk)


def _changes(agent: Agent, place: Place) -> dict[str, list[Any]]:
    """What differs, as ``{"role": [before, after]}``; teams by their ids."""
    before = {
        "name": agent.name,
        "role": agent.role,
        "visibility": agent.visibility,
        "teams": sorted(agent.teams.values_list("pk", flat=True)),
    }
    after = {
        "name": place.name.strip(),
        "role": str(place.role),
        "visibility": str(place.visibility),
        "teams": sorted(team.pk for team in place.teams),
    }
    return {field: [before[field], after[field]] for field in after if before[field] != after[field]}
