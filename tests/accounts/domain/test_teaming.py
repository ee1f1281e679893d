"""Teams: made, changed and removed by managers."""

import pytest

from goodwill.accounts.domain import teaming
from goodwill.accounts.enums import Role
from goodwill.accounts.errors import NotAllowed
from goodwill.accounts.models import Team
from goodwill.activity.models import Activity
from goodwill.core.models import LiveRevocation
from tests.factories.accounts import a_team, an_agent

pytestmark = pytest.mark.django_db


def revoked() -> set[int]:
    return set(LiveRevocation.objects.values_list("agent_id", flat=True))


def test_team_is_made_with_its_members():
    ada, mira = an_agent(Role.OWNER), an_agent()
    team = teaming.create(" Returns ", [mira], by=ada)
    assert (team.name, list(team.agents.all())) == ("Returns", [mira])
    assert Activity.objects.get(kind="team.created").data == {"name": "Returns", "agents": [mira.pk]}
    assert revoked() == {mira.pk}


def test_team_change_closes_live_pages_of_those_who_came_or_went():
    ada, mira, teo, sam = an_agent(Role.OWNER), an_agent(), an_agent(name="Teo Silva"), an_agent(Role.READ_ONLY)
    team = a_team("Orders")
    team.agents.set([mira, teo])
    teaming.change(team, "Parcels", [teo, sam], by=ada)
    team.refresh_from_db()
    assert (team.name, set(team.agents.all())) == ("Parcels", {teo, sam})
    assert revoked() == {mira.pk, sam.pk}
    assert Activity.objects.get(kind="team.changed").data == {"name": ["Orders", "Parcels"], "joined": [sam.pk], "left": [mira.pk]}


def test_removed_team_leaves_its_agents():
    ada, mira = an_agent(Role.OWNER), an_agent()
    team = a_team("Orders")
    team.agents.set([mira])
    number = team.pk
    teaming.remove(team, by=ada)
    assert not Team.objects.exists()
    mira.refresh_from_db()
    assert mira.is_active
    activity = Activity.objects.get(kind="team.removed")
    assert (activity.subject_id, activity.data) == (number, {"name": "Orders", "agents": [mira.pk]})


@pytest.mark.parametrize("role", [Role.LEAD, Role.AGENT, Role.READ_ONLY])
def test_teams_are_for_managers(role):
    by, team = an_agent(role), a_team("Orders")
    for change in (
        lambda: teaming.create("New", by=by),
        lambda: teaming.change(team, "Other", [], by=by),
        lambda: teaming.remove(team, by=by),
    ):
        with pytest.raises(NotAllowed):
            change()
    assert list(Team.objects.values_list("name", flat=True)) == ["Orders"]
