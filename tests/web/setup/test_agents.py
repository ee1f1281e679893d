"""Agents and teams over HTTP."""

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.urls import reverse

from goodwill.accounts.domain import inviting
from goodwill.accounts.enums import Role, Visibility
from goodwill.accounts.models import Invitation, Team
from goodwill.activity.models import Activity
from tests.factories.accounts import a_team, an_agent

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(client):
    agent = an_agent(Role.OWNER)
    client.force_login(agent)
    return agent


def test_invitation_is_made_shown_with_its_link_and_withdrawn(client, ada):
    orders = a_team("Orders")
    form = {"email": "noor@fernandfable.example", "name": "Noor", "role": "lead", "visibility": "teams", "teams": [orders.pk]}
    answer = client.post(reverse("setup:invitations"), form)
    invitation = Invitation.objects.get()
    path = reverse("setup:invitation", args=[invitation.pk])
    assert answer.headers["Location"] == path
    assert (invitation.role, invitation.visibility, list(invitation.teams.all())) == (Role.LEAD, Visibility.TEAMS, [orders])
    assert inviting.link(invitation) in client.get(path).content.decode()
    assert "noor@fernandfable.example" in client.get(reverse("setup:agents")).content.decode()
    client.post(path, {"_method": "DELETE"})
    assert client.get(path).status_code == 404
    assert (
        "noor@fernandfable.example"
        not in client.get(reverse("setup:agents"), follow=True).content.decode().replace("The invitation to", "").partition("flashes")[0]
    )


def test_renewed_invitation_sends_another_letter(client, ada):
    invitation = inviting.invite("noor@fernandfable.example", by=ada)
    client.post(reverse("setup:invitation", args=[invitation.pk]))
    assert len(mail.outbox) == 2


def test_invitation_of_an_agents_address_is_refused_beside_the_field(client, ada):
    an_agent()
    page = client.post(reverse("setup:invitations"), {"email": "mira@fernandfable.example", "role": "agent", "visibility": "all"})
    assert page.status_code == 422
    assert page.content.decode().count("There is already an agent with the address mira@fernandfable.example.") == 2


def test_administrator_is_offered_no_owner_and_given_none(client):
    client.force_login(an_agent(Role.ADMINISTRATOR))
    page = client.get(reverse("setup:new_invitation")).content.decode()
    assert 'value="administrator"' in page
    assert 'value="owner"' not in page
    assert client.post(reverse("setup:invitations"), {"email": "eve@example.com", "role": "owner", "visibility": "all"}).status_code == 422
    assert not Invitation.objects.exists()


def test_administrator_sees_no_link_of_an_owners_invitation(client):
    otto = an_agent(Role.OWNER, "Otto Berg")
    invitation = inviting.invite("eve@example.com", by=otto, role=Role.OWNER)
    client.force_login(an_agent(Role.ADMINISTRATOR))
    page = client.get(reverse("setup:invitation", args=[invitation.pk])).content.decode()
    assert inviting.token(invitation) not in page
    assert "Withdraw" not in page


def test_administrator_can_not_touch_an_owner(client):
    otto = an_agent(Role.OWNER, "Otto Berg")
    client.force_login(an_agent(Role.ADMINISTRATOR))
    path = reverse("setup:agent", args=[otto.pk])
    assert "Only an owner changes owners" in client.get(path).content.decode()
    assert client.post(path, {"name": "Otto", "role": "agent", "visibility": "own"}).status_code == 422
    for name in ("agent_activity", "agent_sessions", "agent_second_factors"):
        client.post(reverse(f"setup:{name}", args=[otto.pk]), {"_method": "DELETE"})
    otto.refresh_from_db()
    assert (otto.name, otto.role, otto.is_active, otto.session_round) == ("Otto Berg", Role.OWNER, True, 0)


def test_agent_is_changed_deactivated_and_let_in_again(client, ada):
    mira, orders = an_agent(), a_team("Orders")
    path = reverse("setup:agent", args=[mira.pk])
    assert client.post(path, {"name": "Mira O.", "role": "lead", "visibility": "own", "teams": [orders.pk]}).status_code == 302
    mira.refresh_from_db()
    assert (mira.name, mira.role, mira.visibility, list(mira.teams.all())) == ("Mira O.", Role.LEAD, Visibility.OWN, [orders])
    activity = reverse("setup:agent_activity", args=[mira.pk])
    client.post(activity, {"_method": "DELETE"})
    mira.refresh_from_db()
    assert not mira.is_active
    client.post(activity)
    mira.refresh_from_db()
    assert mira.is_active


def test_last_owner_is_told_why_they_stay_owner(client, ada):
    path = reverse("setup:agent", args=[ada.pk])
    page = client.post(path, {"name": "Ada", "role": "agent", "visibility": "all"})
    assert page.status_code == 422
    assert "Ada Lindqvist is the only owner." in page.content.decode()


def test_second_factors_of_somebody_who_lost_the_phone_are_removed(client, ada):
    mira = an_agent()
    Authenticator.objects.create(user=mira, type="totp", data={"secret": "x"})
    page = client.get(reverse("setup:agent", args=[mira.pk])).content.decode()
    assert "Remove second factors" in page
    client.post(reverse("setup:agent_second_factors", args=[mira.pk]), {"_method": "DELETE"})
    assert not Authenticator.objects.exists()
    assert Activity.objects.get(kind="agent.second_factors_removed").subject_id == mira.pk


def test_names_are_shown_as_text(client, ada):
    an_agent(name="<script>alert(1)</script> Eve", email="eve@example.com")
    page = client.get(reverse("setup:agents")).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_team_is_made_changed_and_removed(client, ada):
    mira = an_agent()
    client.post(reverse("setup:teams"), {"name": "Orders", "members": [mira.pk]})
    team = Team.objects.get()
    assert list(team.agents.all()) == [mira]
    path = reverse("setup:team", args=[team.pk])
    client.post(path, {"name": "Parcels"})
    team.refresh_from_db()
    assert (team.name, list(team.agents.all())) == ("Parcels", [])
    assert Activity.objects.get(kind="team.changed").data == {"name": ["Orders", "Parcels"], "joined": [], "left": [mira.pk]}
    client.post(path, {"_method": "DELETE"})
    assert not Team.objects.exists()


def test_team_of_a_known_name_is_refused(client, ada):
    a_team("Orders")
    page = client.post(reverse("setup:teams"), {"name": "Orders"})
    assert page.status_code == 422
    assert page.content.decode().count("There is already a team of this name.") == 2


@pytest.mark.parametrize("count", [1, 3])
def test_lists_ask_the_database_as_often_for_many(ada, own_queries, count):
    for number in range(count):
        an_agent(name=f"Agent{number} Test", teams=(a_team(f"Team {number}"),))
        inviting.invite(f"guest{number}@example.com", by=ada)
    assert {name: own_queries(reverse(name)) for name in ("setup:agents", "setup:teams")} == {"setup:agents": 3, "setup:teams": 2}
