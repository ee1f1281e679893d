"""How people become agents: by an invitation, and as the first owner."""

import pytest

from goodwill.accounts.domain import inviting, joining
from goodwill.accounts.enums import Role, Visibility
from goodwill.accounts.errors import AlreadyAgent, InvitationOver, NotEmpty
from goodwill.accounts.models import Agent
from goodwill.activity.models import Activity
from tests.factories.accounts import a_team, an_agent

pytestmark = pytest.mark.django_db
SECRET = "a fern in the window"


def test_accept_makes_the_agent_that_was_invited():
    ada, orders = an_agent(Role.OWNER), a_team("Orders")
    invitation = inviting.invite("priya@fernandfable.example", by=ada, role=Role.LEAD, visibility=Visibility.TEAMS, teams=[orders])
    priya = joining.accept(invitation, name=" Priya Nair ", password=SECRET)
    priya.refresh_from_db()
    assert (priya.email, priya.name, priya.role, priya.visibility) == (
        "priya@fernandfable.example",
        "Priya Nair",
        Role.LEAD,
        Visibility.TEAMS,
    )
    assert list(priya.teams.all()) == [orders]
    assert priya.check_password(SECRET)
    activity = Activity.objects.get(kind="agent.joined")
    assert (activity.subject_id, activity.agent, activity.data) == (priya.pk, priya, {"invitation": invitation.pk, "role": "lead"})


def test_accept_works_once():
    invitation = inviting.invite("priya@fernandfable.example", by=an_agent(Role.OWNER))
    joining.accept(invitation, name="Priya Nair", password=SECRET)
    with pytest.raises(InvitationOver):
        joining.accept(invitation, name="Somebody Else", password=SECRET)
    assert Agent.objects.filter(email="priya@fernandfable.example").count() == 1


def test_accept_refuses_when_the_address_became_an_agents_meanwhile():
    invitation = inviting.invite("priya@fernandfable.example", by=an_agent(Role.OWNER))
    an_agent(name="Priya Nair")
    with pytest.raises(AlreadyAgent):
        joining.accept(invitation, name="Priya Nair", password=SECRET)
    invitation.refresh_from_db()
    assert invitation.accepted_at is None


def test_first_owner_is_made_only_on_an_empty_desk():
    assert joining.is_empty()
    ada = joining.create_first_owner("Ada@FernAndFable.example", name="Ada Lindqvist", password=SECRET)
    assert (ada.email, ada.role, ada.visibility, ada.check_password(SECRET)) == (
        "ada@fernandfable.example",
        Role.OWNER,
        Visibility.ALL,
        True,
    )
    assert not joining.is_empty()
    with pytest.raises(NotEmpty):
        joining.create_first_owner("eve@example.com", name="Eve", password=SECRET)
    assert Agent.objects.count() == 1


def test_desk_with_only_a_deactivated_agent_is_not_empty():
    an_agent(is_active=False)
    assert not joining.is_empty()
    with pytest.raises(NotEmpty):
        joining.create_first_owner("eve@example.com", name="Eve", password=SECRET)


def test_first_owner_token_proves_itself_and_nothing_else_does():
    token = joining.first_owner_token()
    assert joining.is_first_owner_token(f" {token}\n")
    for wrong in ("", token[:15], token[::-1], token + "0", inviting.signing.seal("invitation", 1)):
        assert not joining.is_first_owner_token(wrong)
