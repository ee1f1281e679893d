"""Joining customers over HTTP: suggested, compared, joined with the agent's word, parted again."""

import pytest

from goodwill.activity.models import Activity
from goodwill.conversations.models import Conversation
from goodwill.customers.domain import blocking, describing
from goodwill.customers.models import Customer
from tests.factories.conversations import OMAR, make_conversation


@pytest.fixture
def two(world) -> tuple[Customer, Customer]:
    one = make_conversation(world.support, "Where is FF-20318?", subject="The first parcel").customer
    two = make_conversation(world.support, "FF-20318 came", sender=OMAR, subject="The second parcel").customer
    describing.add_note(two, "Likes ferns", by=world.agent)
    return one, two


@pytest.fixture
def mira(world, as_agent):
    return as_agent(world.agent)


def page(client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status
    return response.content.decode()


def test_suggestion_leads_to_a_comparison_of_what_comes_together(two, mira):
    text = page(mira, f"/customers/{two[0].pk}/")
    path = f"/customers/{two[0].pk}/joining/{two[1].pk}"
    assert ("Wrote about the same order, FF20318" in text, f'href="{path}"' in text) == (True, True)
    text = page(mira, path)
    for word in ("Greta Lind", "Omar Haddad", "omar@mail.example", "The first parcel", "The second parcel", "Likes ferns", "I made sure"):
        assert word in text


def test_joining_needs_the_agents_word_and_is_parted_again(two, mira, world):
    one, other = two
    path = f"/customers/{one.pk}/joining/{other.pk}"
    refused = mira.post(path)
    assert (refused.status_code, "Nothing proves that they are the same person" in refused.content.decode()) == (409, True)
    assert mira.post(path, {"confirmed": "1"}).headers["Location"] == f"/customers/{one.pk}/"
    assert set(Conversation.objects.values_list("customer_id", flat=True)) == {one.pk}
    text = page(mira, f"/customers/{one.pk}/")
    assert ("Joined: Omar Haddad" in text, "Mira Okafor joined Omar Haddad with this customer" in text) == (True, True)
    assert mira.get(f"/customers/{other.pk}/").headers["Location"] == f"/customers/{one.pk}/"
    mira.post(path, {"_method": "DELETE"})
    assert sorted(Conversation.objects.values_list("customer_id", flat=True)) == sorted([one.pk, other.pk])
    text = page(mira, f"/customers/{one.pk}/")
    assert ("Joined: Omar" in text, "parted Omar Haddad from this customer again" in text) == (False, True)
    assert Activity.objects.get(kind="customer.joined").agent == world.agent


def test_joining_with_a_blocked_customer_says_why_not(two, mira, world):
    blocking.block(two[1], by=world.agent)
    refused = mira.post(f"/customers/{two[0].pk}/joining/{two[1].pk}", {"confirmed": "1"})
    assert (refused.status_code, "One of them is blocked" in refused.content.decode()) == (409, True)
    mira.post(f"/customers/{two[0].pk}/joining/{two[1].pk}", {"_method": "DELETE"})
    assert Customer.objects.filter(joined_into=None).count() == 2


def test_parting_in_the_wrong_order_is_refused_in_words(two, mira, world):
    third = make_conversation(world.support, sender=("ida@post.example", "Ida Moe")).customer
    mira.post(f"/customers/{two[0].pk}/joining/{two[1].pk}", {"confirmed": "1"})
    mira.post(f"/customers/{third.pk}/joining/{two[0].pk}", {"confirmed": "1"})
    assert page(mira, f"/customers/{two[0].pk}/joining/{two[1].pk}", 404)
    assert mira.post(f"/customers/{third.pk}/joining/{two[0].pk}", {"_method": "DELETE"}).status_code == 302
    assert mira.post(f"/customers/{two[0].pk}/joining/{two[1].pk}", {"_method": "DELETE"}).status_code == 302
    assert Customer.objects.exclude(joined_into=None).count() == 0


def test_other_customers_are_found_by_what_is_typed_and_doubt_ends_a_suggestion(two, mira):
    one, other = two
    text = page(mira, f"/customers/{one.pk}/joining?q=omar@")
    assert text.count("found__link--person") == 1
    assert mira.get(f"/customers/{one.pk}/joining?q=greta", headers={"HX-Request": "true"}).content.decode().count("<li") == 1
    mira.post(f"/customers/{one.pk}/joining/{other.pk}/doubt")
    text = page(mira, f"/customers/{one.pk}/")
    assert ("May be the same person" in text, "Mira Okafor said that Omar Haddad is somebody else" in text) == (False, True)


def test_reader_joins_nobody_and_agent_of_few_sees_nobody_else(two, as_agent, world):
    reader = as_agent(world.reader)
    path = f"/customers/{two[0].pk}/joining/{two[1].pk}"
    assert "Join with another customer" not in page(reader, f"/customers/{two[0].pk}/")
    assert (reader.get(path).status_code, reader.post(path, {"confirmed": "1"}).status_code) == (403, 403)
    assert as_agent(world.loner).get(path).status_code == 404


def test_history_goes_on_past_the_first_page(world, mira):
    for at in range(32):
        customer = make_conversation(world.support, subject=f"Matter {at:02}").customer
    text = page(mira, f"/customers/{customer.pk}/")
    older = text.split('button--wide" href="')[1].split('"')[0]
    rest = page(mira, f"/customers/{customer.pk}/{older}")
    shown = [[f"Matter {at:02}" for at in range(32) if f"Matter {at:02}" in one] for one in (text, rest)]
    assert (len(shown[0]), sorted(shown[0] + shown[1])) == (30, [f"Matter {at:02}" for at in range(32)])
    assert "First message" in rest
