"""Conversations that may belong together, over HTTP: shown to whom may see them, merged, linked, turned down, and back."""

import pytest

from goodwill.activity.models import Activity
from goodwill.conversations.domain import assigning
from goodwill.conversations.models import Link
from tests.factories.conversations import fresh, make_conversation

HTMX = {"HX-Request": "true"}


@pytest.fixture
def pair(world):
    return make_conversation(world.support, "FF-20318 is late", subject="The parcel"), make_conversation(world.support, "About FF-20318")


@pytest.fixture
def mira(world, as_agent):
    return as_agent(world.agent)


def suggestions(client, conversation) -> int:
    response = client.get(f"/conversations/{conversation.pk}/")
    assert response.status_code == 200
    return response.content.decode().count('class="suggestion"')


def kinds() -> list[str]:
    return list(Activity.objects.filter(kind__contains=".link").order_by("id").values_list("kind", flat=True))


def reasons() -> list[str]:
    return list(Link.objects.values_list("reason", flat=True))


def test_suggestion_stands_in_both_and_only_for_those_who_may_see_the_other(world, pair, mira, as_agent):
    assert [suggestions(mira, conversation) for conversation in pair] == [1, 1]
    assigning.assign(pair[1], world.loner, by=world.lead)
    assert suggestions(as_agent(world.loner), pair[1]) == 0
    text = as_agent(world.reader).get(f"/conversations/{pair[1].pk}/").content.decode()
    assert ("The parcel" in text, "Another matter" in text) == (True, False)


def test_linking_settles_the_suggestion_and_undo_brings_it_back(pair, mira):
    path = f"/conversations/{pair[1].pk}/links/{pair[0].pk}"
    text = mira.post(path, headers=HTMX).content.decode()
    assert (f"Linked to #{pair[0].pk}." in text, 'id="card" hx-swap-oob="true"' in text, 'name="reason" value="same_order"' in text) == (
        True,
        True,
        True,
    )
    assert (reasons(), [suggestions(mira, one) for one in pair]) == (["related"], [0, 0])
    assert "Unlink" in mira.get(f"/conversations/{pair[0].pk}/").content.decode()
    mira.post(path, {"reason": "same_order"})
    assert (reasons(), [suggestions(mira, one) for one in pair]) == (["same_order"], [1, 1])
    assert kinds() == ["conversation.linked", "conversation.link_suggested"]


def test_turning_down_from_the_other_end_and_undo(pair, mira):
    path = f"/conversations/{pair[0].pk}/links/{pair[1].pk}"
    mira.post(path, {"_method": "DELETE"})
    assert (reasons(), suggestions(mira, pair[1]), kinds()) == ([], 0, ["conversation.link_dismissed"])
    mira.post(path, {"_method": "DELETE"})
    mira.post(path, {"reason": "same_order"})
    assert (reasons(), suggestions(mira, pair[1])) == (["same_order"], 1)


def test_merging_ends_the_suggestion_and_draws_the_card_anew(pair, mira):
    text = mira.post(f"/conversations/{pair[1].pk}/merge", {"source": pair[0].pk}, headers=HTMX).content.decode()
    assert (fresh(pair[0]).merged_into_id, 'id="card" hx-swap-oob="true"' in text, suggestions(mira, pair[1])) == (pair[1].pk, True, 0)


def test_link_that_says_where_a_message_came_from_stays_and_none_leads_to_itself(world, pair, mira):
    Link.objects.update(reason="detached")
    path = f"/conversations/{pair[1].pk}/links"
    assert mira.post(f"{path}/{pair[0].pk}", {"_method": "DELETE"}).status_code == 302
    assert mira.post(f"{path}/{pair[1].pk}", headers=HTMX).status_code == 409
    assert mira.post(f"{path}/999999").status_code == 404
    assert reasons() == ["detached"]
