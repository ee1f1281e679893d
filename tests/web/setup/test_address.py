"""Changing one's own address over HTTP: after the password, by the letter, and signing in with the new one."""

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.urls import reverse

from tests.factories.accounts import PASSWORD, an_agent

pytestmark = pytest.mark.django_db
NEW = "mira.okafor@fernandfable.example"
ADDRESS = "/account/address"


@pytest.fixture
def mira(client):
    cache.clear()
    agent = an_agent(password=PASSWORD)
    client.force_login(agent)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return agent


def test_letter_leads_to_a_question_and_the_answer_to_the_new_address(client, mira):
    assert client.post(ADDRESS, {"email": NEW}).headers["Location"] == reverse("account_profile")
    link = re.search(r"https?://\S+(/account/address/confirmation\?\S+)", mail.outbox[0].body)[1]
    page = client.get(link).content.decode()
    assert f"From now on with {NEW}" in page
    fields = dict(re.findall(r'name="(to|until|seal)" value="([^"]*)"', page))
    client.post(reverse("account_address_confirmation"), fields)
    client.post("/account/sign-out")
    assert client.post("/account/sign-in", {"login": mira.email, "password": PASSWORD}).status_code == 200
    assert client.post("/account/sign-in", {"login": NEW, "password": PASSWORD}).status_code == 302
    again = client.post(reverse("account_address_confirmation"), fields)
    assert (again.status_code, "This link is not good any more" in again.content.decode()) == (410, True)


@pytest.mark.parametrize("given", ["", "no address", "mira@fernandfable.example"])
def test_address_that_can_not_be_is_refused_beside_the_field(client, mira, given):
    answer = client.post(ADDRESS, {"email": given})
    assert (answer.status_code, "There is a problem" in answer.content.decode(), mail.outbox) == (422, True, [])


def test_forged_link_asks_nothing(client, mira):
    assert client.get(f"{ADDRESS}/confirmation?to={NEW}&until=9999999999&seal=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa").status_code == 410


def test_form_asks_for_the_password_first(client):
    client.force_login(an_agent(password=PASSWORD))
    assert client.get(ADDRESS).headers["Location"].startswith(reverse("account_reauthenticate"))
