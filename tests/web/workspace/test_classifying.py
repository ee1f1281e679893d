"""Topic and language of a conversation over HTTP; resolving where the desk asks for a topic."""

import pytest

from goodwill.activity.models import Activity
from goodwill.conversations import searching
from goodwill.conversations.domain import cataloguing
from goodwill.conversations.enums import AsksTopic
from goodwill.conversations.models import Topic
from tests.factories.conversations import fresh, make_conversation

HTMX = {"HX-Request": "true"}


@pytest.fixture
def conversation(world):
    return make_conversation(world.support)


@pytest.fixture
def mira(world, as_agent):
    return as_agent(world.agent)


@pytest.fixture
def returns(db) -> Topic:
    return Topic.objects.create(name="Returns", stage="post_sale")


def at(conversation, name: str) -> str:
    return f"/conversations/{conversation.pk}/{name}"


def test_topic_and_language_are_set_shown_and_said(world, conversation, mira, returns):
    page = mira.post(at(conversation, "topic"), {"topic": returns.pk}, headers=HTMX).content.decode()
    assert "Topic: Returns." in page
    assert "set the topic: Returns" in page
    assert f'value="{returns.pk}" selected' in page
    mira.post(at(conversation, "language"), {"language": "de"}, headers=HTMX)
    assert (fresh(conversation).topic_id, fresh(conversation).language) == (returns.pk, "de")
    mira.post(at(conversation, "topic"), {"topic": ""})
    assert fresh(conversation).topic_id is None
    done = [one.kind for one in Activity.objects.filter(subject_id=conversation.pk, agent=world.agent).order_by("id")]
    assert done == ["conversation.classified", "conversation.language_noted", "conversation.classified"]


def test_topic_that_is_not_offered_stays_where_it_is(conversation, mira, returns):
    other = Topic.objects.create(name="Care")
    mira.post(at(conversation, "topic"), {"topic": returns.pk})
    Topic.objects.filter(pk=returns.pk).update(is_active=False)
    assert cataloguing.catalogue().offered() == [("Anything", [(other.pk, "Care")])]
    assert ("After the purchase", [(returns.pk, "Returns")]) in cataloguing.catalogue().offered(returns.pk)
    assert "Returns" in mira.get(at(conversation, "")).content.decode()


def test_resolving_waits_for_a_topic_where_one_is_required(world, conversation, mira, returns):
    cataloguing.ask_for_topic(AsksTopic.REQUIRED, by=world.owner)
    refused = mira.post(at(conversation, "resolution"), headers=HTMX)
    assert refused.status_code == 409
    assert "Choose a topic, and it is resolved." in refused.content.decode()
    assert fresh(conversation).status == "open"
    page = mira.post(at(conversation, "topic"), {"topic": returns.pk, "resolve": "1"}, headers=HTMX).content.decode()
    assert "Topic: Returns. Resolved." in page
    assert (fresh(conversation).status, fresh(conversation).topic_id) == ("resolved", returns.pk)


def test_reply_goes_out_all_the_same_and_the_topic_is_asked_for(world, conversation, mira, returns):
    cataloguing.ask_for_topic(AsksTopic.REQUIRED, by=world.owner)
    sent = {"text": "It is on its way.", "status": "resolved", "seen_up_to": conversation.last_inbound}
    page = mira.post(at(conversation, "messages"), sent, headers=HTMX).content.decode()
    assert "Choose a topic, and it is resolved." in page
    assert fresh(conversation).status == "pending"
    assert conversation.messages.filter(text="It is on its way.").exists()


def test_where_it_is_only_asked_for_resolving_is_not_held_up(world, conversation, mira, returns):
    cataloguing.ask_for_topic(AsksTopic.ASK, by=world.owner)
    page = mira.post(at(conversation, "resolution"), headers=HTMX).content.decode()
    assert fresh(conversation).status == "resolved"
    assert "What was it about?" in page
    page = mira.post(at(conversation, "topic"), {"topic": returns.pk}, headers=HTMX).content.decode()
    assert "What was it about?" not in page


def test_search_finds_by_topic(world, conversation, returns):
    other = make_conversation(world.support, "Another fern?", sender=("kit@post.example", "Kit Reader"))
    conversation.topic = returns
    conversation.save()
    found = searching.search_for(world.owner, "fern topic:returns")
    assert [one.row.id for one in found.results] == [conversation.pk]
    assert [one.row.id for one in searching.search_for(world.owner, "fern topic:none").results] == [other.pk]


def test_reader_sees_the_topic_and_changes_nothing(world, as_agent, conversation, returns):
    conversation.topic = returns
    conversation.save()
    sam = as_agent(world.reader)
    assert "Returns" in sam.get(at(conversation, "")).content.decode()
    assert sam.post(at(conversation, "topic"), {"topic": ""}).status_code == 403
