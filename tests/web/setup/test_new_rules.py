"""Whoever begins a rule, of whatever table, is offered the conditions that it may have, and what usually holds is marked."""

import re
from html import unescape

import pytest

from goodwill.accounts.enums import Role
from goodwill.coaching.conditions import KIT as ANNOUNCEMENTS
from goodwill.conversations.conditions import KIT as CONVERSATIONS
from goodwill.remedies.conditions import KIT as REMEDIES
from tests.factories.accounts import an_agent

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(client):
    client.force_login(an_agent(Role.OWNER))
    return client


def offered(page: str, prefix: str = "condition") -> list[str]:
    select = re.search(rf'<select[^>]*id="id_{prefix}".*?</select>', page, re.DOTALL)
    assert select is not None, "nothing is offered"
    return unescape(" ".join(re.findall(r'<option value="(\w+)"', select.group()))).split()


@pytest.mark.parametrize(
    ("path", "kit"),
    [
        ("/setup/policy/rules/new", REMEDIES),
        ("/setup/promises/new", CONVERSATIONS),
        ("/setup/routing/rules/new", CONVERSATIONS),
        ("/setup/announcements/new", ANNOUNCEMENTS),
    ],
)
def test_first_condition_of_a_new_rule_can_be_chosen(owner, path, kit):
    owner.post("/setup/policy/draft")
    assert sorted(offered(owner.get(path).content.decode())) == sorted(kit.all)


def test_resolution_of_a_new_policy_pauses_as_usual(owner):
    page = owner.get("/setup/promises/new").content.decode()
    marked = re.findall(r'name="pauses"[^>]*value="(\w+)"[^>]*checked', page)
    assert sorted(marked) == ["pending", "snoozed"]
