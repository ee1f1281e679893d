"""The facts of a conversation: each what the rows say, worked out when it is asked for, and once."""

from datetime import UTC, datetime, timedelta

import pytest

from goodwill.conversations.domain import assigning, classifying, describing, linking_orders
from goodwill.conversations.models import Topic
from goodwill.conversations.situations import Facts, sources
from goodwill.core.clock import pretending
from tests.factories.conversations import fresh, make_conversation, make_message
from tests.factories.stores import booths
from tests.remedies.making import make_order, make_store

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def shop(world):
    with booths():
        yield world


def test_every_fact_has_a_value_or_none_and_knows_no_other(shop):
    facts = Facts(make_conversation(shop.support))
    assert len(facts) == len(list(facts)) == len(sources())
    for name in facts:
        facts[name]
    with pytest.raises(KeyError):
        facts["shoe_size"]


def test_facts_of_the_row(shop):
    conversation = make_conversation(shop.support, "Where is MY fern?")
    topic = Topic.objects.create(name="Broken", is_complaint=True, stage="post_sale")
    classifying.classify(conversation, topic, by=shop.agent)
    assigning.assign(conversation, shop.agent, by=shop.lead)
    assigning.hand_to_team(conversation, shop.care, by=shop.lead)
    describing.tag(conversation, "gift", by=shop.agent)
    classifying.note_language(conversation, "de-AT", by=shop.agent)
    facts = Facts(fresh(conversation))
    names = (
        "channel",
        "inbox_id",
        "team_id",
        "assignee_id",
        "topic_id",
        "is_complaint",
        "sale_stage",
        "tags",
        "language",
        "status",
        "priority",
    )
    assert [facts[name] for name in names] == [
        "letter",
        shop.support.pk,
        shop.care.pk,
        shop.agent.pk,
        topic.pk,
        True,
        "post_sale",
        ["gift"],
        "de",
        "open",
        2,
    ]


def test_facts_of_the_message_that_gave_rise(shop):
    message = make_message(shop.support, "Where is MY fern?")
    facts = Facts(message.conversation, message=message)
    assert (facts["text"], facts["subject"], facts["said"]) == ("Where is MY fern?", "My order", "my order\nwhere is my fern?")
    assert (facts["sender_address"], facts["is_automatic"], facts["is_first_message"]) == ("greta@post.example", False, True)
    later = make_message(
        shop.support, "And?", references=[message.external_id], automatic="bulk", attachments=[["a.txt", "text/plain", "x"]]
    )
    others = Facts(fresh(later.conversation), message=later)
    assert (others["is_automatic"], others["is_first_message"], others["has_attachment"]) == (True, False, True)
    quiet = Facts(fresh(message.conversation))
    assert (quiet["text"], quiet["sender_address"], quiet["has_attachment"], quiet["message_count"]) == ("And?", "", True, 2)


def test_time_is_counted_to_the_moment_that_is_asked_for(shop):
    with pretending(NOON):
        conversation = make_conversation(shop.support)
    facts = Facts(conversation, at=NOON + timedelta(hours=5))
    assert (facts["hours_waiting"], facts["hours_quiet"]) == (5, 5)


def test_facts_of_the_order(shop):
    conversation = make_conversation(shop.support)
    assert Facts(conversation)["sale_stage"] == "pre_sale"
    order = make_order(make_store())
    linking_orders.link(conversation, order, by=shop.agent)
    facts = Facts(fresh(conversation))
    assert (facts["order"], facts["order_total"], facts["store_id"]) == (order, {"minor": 10_500, "currency": "EUR"}, order.store_id)
    assert (facts["order_status"], facts["days_since_placed"], facts["sale_stage"]) == ("delivered", 6, "post_sale")
    assert (facts["days_late"], facts["days_without_scan"], facts["remedy_kinds"]) == (None, None, [])


def test_fact_is_worked_out_once_and_only_when_asked(shop, django_assert_num_queries):
    facts = Facts(fresh(make_conversation(shop.support)))
    with django_assert_num_queries(0):
        assert facts["status"] == "open"
    facts["order"]
    with django_assert_num_queries(0):
        assert (facts["order_total"], facts["order_status"], facts["days_late"]) == (None, None, None)


def test_given_facts_are_believed(shop):
    facts = Facts(make_conversation(shop.support), given={"tiers": ["gold"], "status": "resolved"})
    assert (facts["tiers"], facts["status"]) == (["gold"], "resolved")
