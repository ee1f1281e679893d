"""Joining over HTTP: by an invitation, and as the first owner of an empty desk."""

import pytest
from django.urls import reverse

from goodwill.accounts.domain import inviting, joining
from goodwill.accounts.enums import Role, Visibility
from goodwill.accounts.models import Agent
from tests.factories.accounts import a_team, an_agent

pytestmark = pytest.mark.django_db
FIRST = {"name": "Ada Lindqvist", "email": "ada@fernandfable.example", "password": "three ferns by the window"}
WELCOME = "/welcome"


@pytest.fixture(autouse=True)
def _desk_on_this_machine(settings):
    settings.DESK_URL = "http://localhost:8000"


def at_home(client, method="get", data=None, **meta):
    return getattr(client, method)(WELCOME, data, **{"REMOTE_ADDR": "127.0.0.1", "SERVER_NAME": "localhost", **meta})


def test_empty_desk_leads_from_signing_in_to_its_welcome(client):
    assert client.get("/account/sign-in").headers["Location"] == WELCOME
    assert at_home(client).status_code == 200


def test_first_owner_at_this_machine_needs_no_code_and_comes_to_the_first_inbox(client):
    assert 'name="token"' not in at_home(client).content.decode()
    answer = at_home(client, "post", FIRST)
    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("setup:new_inbox"))
    ada = Agent.objects.get()
    assert (ada.email, ada.role, ada.name) == ("ada@fernandfable.example", Role.OWNER, "Ada Lindqvist")
    assert client.get("/setup/").status_code == 200


@pytest.mark.parametrize(
    "meta",
    [
        {"REMOTE_ADDR": "192.0.2.7"},
        {"HTTP_X_FORWARDED_FOR": "192.0.2.7"},
        {"HTTP_FORWARDED": "for=192.0.2.7"},
        {"HTTP_X_REAL_IP": "192.0.2.7"},
        {"SERVER_NAME": "desk.fernandfable.example"},
    ],
)
def test_first_owner_from_elsewhere_needs_the_code_of_the_terminal(client, settings, meta):
    settings.ALLOWED_HOSTS = ["*"]
    assert 'name="token"' in at_home(client, **meta).content.decode()
    for token in ({}, {"token": ""}, {"token": "a" * 24}):
        assert at_home(client, "post", {**FIRST, **token}, **meta).status_code == 422
    assert joining.is_empty()
    answer = at_home(client, "post", {**FIRST, "token": joining.first_owner_token()}, **meta)
    assert (answer.status_code, Agent.objects.get().role) == (302, Role.OWNER)


def test_public_desk_asks_for_the_code_on_its_own_machine_too(client, settings):
    settings.DESK_URL = "https://desk.fernandfable.example"
    assert at_home(client, "post", FIRST).status_code == 422
    assert joining.is_empty()


def test_weak_first_password_is_refused(client):
    page = at_home(client, "post", {**FIRST, "password": "lindqvist1"})
    assert page.status_code == 422
    assert "too similar" in page.content.decode()
    assert joining.is_empty()


def test_desk_with_an_agent_welcomes_nobody(client):
    an_agent(Role.OWNER)
    assert at_home(client).status_code == 404
    assert at_home(client, "post", {**FIRST, "token": joining.first_owner_token()}).status_code == 404
    assert Agent.objects.count() == 1


def test_invited_person_joins_and_is_signed_in(client):
    orders = a_team("Orders")
    invitation = inviting.invite(
        "priya@fernandfable.example", by=an_agent(Role.OWNER), name="Priya Nair", visibility=Visibility.OWN, teams=[orders]
    )
    path = reverse("invitation", args=[inviting.token(invitation)])
    page = client.get(path)
    assert page.headers["Cache-Control"] == "no-store"
    assert "Ada Lindqvist invited you." in page.content.decode()
    assert 'value="Priya Nair"' in page.content.decode()
    answer = client.post(path, {"name": "Priya N.", "password": "a monstera on the stairs", "role": "owner", "email": "eve@example.com"})
    assert answer.headers["Location"] == "/"
    priya = Agent.objects.get(email="priya@fernandfable.example")
    assert (priya.name, priya.role, priya.visibility, list(priya.teams.all())) == ("Priya N.", Role.AGENT, Visibility.OWN, [orders])
    assert client.get(reverse("mfa_index")).status_code == 200


def test_closed_or_invented_invitation_makes_nobody(client):
    invitation = inviting.invite("priya@fernandfable.example", by=an_agent(Role.OWNER))
    token = inviting.token(invitation)
    inviting.withdraw(invitation, by=Agent.objects.get())
    for wrong in (token, "1-aaaaaaaaaaaaaaaa", "nonsense"):
        path = reverse("invitation", args=[wrong])
        assert client.get(path).status_code == 410
        assert client.post(path, {"name": "Eve", "password": "a monstera on the stairs"}).status_code == 410
    assert Agent.objects.count() == 1


def test_weak_password_of_an_invited_person_is_refused_with_what_they_typed_kept(client):
    invitation = inviting.invite("priya@fernandfable.example", by=an_agent(Role.OWNER))
    answer = client.post(reverse("invitation", args=[inviting.token(invitation)]), {"name": "Priya", "password": "priya@fernandfable"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="Priya"' in page
    assert "priya@fernandfable<" not in page
    assert Agent.objects.count() == 1
