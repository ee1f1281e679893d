"""Invitations: who may offer what to whom, and which links open."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail

from goodwill.accounts.domain import inviting, joining
from goodwill.accounts.enums import Role, Visibility
from goodwill.accounts.errors import AlreadyAgent, InvitationOver, NotAllowed
from goodwill.accounts.models import Invitation
from goodwill.activity.models import Activity
from goodwill.core.clock import now
from tests.factories.accounts import a_team, an_agent

pytestmark = pytest.mark.django_db


def test_invite_keeps_what_was_offered_and_writes_a_letter_with_the_link():
    ada, orders = an_agent(Role.OWNER), a_team("Orders")
    invitation = inviting.invite(
        " Priya@FernAndFable.example ", by=ada, name="Priya Nair", role=Role.AGENT, visibility=Visibility.OWN, teams=[orders]
    )
    assert (invitation.email, invitation.role, invitation.visibility) == ("priya@fernandfable.example", Role.AGENT, Visibility.OWN)
    assert list(invitation.teams.all()) == [orders]
    [letter] = mail.outbox
    assert letter.to == ["priya@fernandfable.example"]
    assert letter.subject == "Ada Lindqvist invites you to Goodwill"
    assert inviting.link(invitation) in letter.body
    activity = Activity.objects.get(kind="agent.invited")
    assert (activity.subject_kind, activity.subject_id, activity.agent) == ("invitation", invitation.pk, ada)
    assert activity.data == {"email": "priya@fernandfable.example", "role": "agent"}


@pytest.mark.parametrize(
    ("inviter", "offered", "is_allowed"),
    [
        (Role.OWNER, Role.OWNER, True),
        (Role.OWNER, Role.READ_ONLY, True),
        (Role.ADMINISTRATOR, Role.ADMINISTRATOR, True),
        (Role.ADMINISTRATOR, Role.OWNER, False),
        (Role.LEAD, Role.AGENT, False),
        (Role.AGENT, Role.AGENT, False),
        (Role.READ_ONLY, Role.READ_ONLY, False),
    ],
)
def test_invite_is_for_managers_and_only_owners_make_owners(inviter, offered, is_allowed):
    agent = an_agent(inviter)
    if is_allowed:
        assert inviting.invite("teo@fernandfable.example", by=agent, role=offered).role == offered
        return
    with pytest.raises(NotAllowed):
        inviting.invite("teo@fernandfable.example", by=agent, role=offered)
    assert (Invitation.objects.count(), mail.outbox, Activity.objects.count()) == (0, [], 0)


def test_invite_refuses_the_address_of_an_agent_in_any_case():
    ada = an_agent(Role.OWNER)
    an_agent(email="mira@fernandfable.example")
    with pytest.raises(AlreadyAgent, match="mira@fernandfable.example"):
        inviting.invite("MIRA@fernandfable.example", by=ada)


def test_second_invitation_of_an_address_replaces_the_first():
    ada = an_agent(Role.OWNER)
    first = inviting.invite("teo@fernandfable.example", by=ada, role=Role.READ_ONLY)
    second = inviting.invite("teo@fernandfable.example", by=ada, role=Role.AGENT)
    with pytest.raises(InvitationOver):
        inviting.find(inviting.token(first))
    assert inviting.find(inviting.token(second)) == second
    assert list(inviting.open_invitations()) == [second]


def test_find_opens_only_the_link_that_was_made():
    ada = an_agent(Role.OWNER)
    invitation = inviting.invite("teo@fernandfable.example", by=ada)
    other = inviting.invite("priya@fernandfable.example", by=ada)
    good = inviting.token(invitation)
    number, seal = good.split("-")
    swapped = f"{number}-{inviting.token(other).split('-')[1]}"
    assert inviting.find(good) == invitation
    for bad in [
        "",
        "-",
        number,
        f"{number}-",
        f"{number}-{seal[:15]}",
        f"{other.pk}-{seal}",
        swapped,
        f"x{good}",
        f"{'9' * 30}-{seal}",
        f"²-{seal}",
    ]:
        with pytest.raises(InvitationOver):
            inviting.find(bad)


def test_invitation_closes_after_seven_days_and_a_renewed_one_has_another_link():
    ada = an_agent(Role.OWNER)
    with time_machine.travel(now() - timedelta(days=8), tick=False):
        invitation = inviting.invite("teo@fernandfable.example", by=ada)
        old = inviting.token(invitation)
        assert inviting.find(old) == invitation
    with pytest.raises(InvitationOver):
        inviting.find(old)
    renewed = inviting.renew(invitation, by=ada)
    assert inviting.find(inviting.token(renewed)) == invitation
    with pytest.raises(InvitationOver):
        inviting.find(old)
    assert len(mail.outbox) == 2
    assert inviting.link(renewed) in mail.outbox[1].body


def test_withdrawn_invitation_opens_for_nobody_and_is_not_renewed():
    ada = an_agent(Role.OWNER)
    invitation = inviting.invite("teo@fernandfable.example", by=ada)
    token = inviting.token(invitation)
    inviting.withdraw(invitation, by=ada)
    with pytest.raises(InvitationOver):
        inviting.find(token)
    with pytest.raises(InvitationOver):
        inviting.renew(invitation, by=ada)
    with pytest.raises(InvitationOver):
        joining.accept(invitation, name="Teo Silva", password="long enough to keep")


def test_administrator_neither_renews_nor_withdraws_an_owners_invitation():
    ada, ines = an_agent(Role.OWNER), an_agent(Role.ADMINISTRATOR)
    invitation = inviting.invite("teo@fernandfable.example", by=ada, role=Role.OWNER)
    for verb in (inviting.renew, inviting.withdraw):
        with pytest.raises(NotAllowed):
            verb(invitation, by=ines)
    assert inviting.find(inviting.token(invitation)) == invitation
