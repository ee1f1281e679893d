"""Makes, renames and removes teams, and says who is in them."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from goodwill.accounts import rules
from goodwill.accounts.announcing import announce
from goodwill.accounts.errors import NotAllowed
from goodwill.accounts.models import Agent, Team
from goodwill.core import live


def create(name: str, members: Collection[Agent] = (), *, by: Agent) -> Team:
    _require_manager(by)
    with transaction.atomic():
        team = Team.objects.create(name=name.strip())
        team.agents.set(members)
        announce("team.created", team, by=by, name=team.name, agents=sorted(agent.pk for agent in members))
        _reopen([member.pk for member in members])
    return team


def change(team: Team, name: str, members: Collection[Agent], *, by: Agent) -> None:
    """Give a team another name and other members."""
    _require_manager(by)
    with transaction.atomic():
        before, after = set(team.agents.values_list("pk", flat=True)), {agent.pk for agent in members}
        renamed = [team.name, name.strip()] if team.name != name.strip() else None
        if not renamed and before == after:
            return
        team.name = name.strip()
        team.save(update_fields=["name"])
        team.agents.set(members)
        announce("team.changed", team, by=by, name=renamed, joined=sorted(after - before), left=sorted(before - after))
        _reopen(before ^ after)


def remove(team: Team, *, by: Agent) -> None:
    """Remove a team; its agents, inboxes and conversations stay. It is announced while they still name the team."""
    _require_manager(by)
    with transaction.atomic():
        members = list(team.agents.values_list("pk", flat=True))
        announce("team.removed", team, by=by, name=team.name, agents=members)
        team.delete()
        _reopen(members)


def _reopen(agents: Collection[int]) -> None:
    """Whoever may see something else from now on loses the pages that update themselves."""
    for pk in agents:
        live.revoke(pk)


def _require_manager(by: Agent) -> None:
    if not rules.may_manage(by):
        raise NotAllowed(_("You may not change teams."))
