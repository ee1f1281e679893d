"""The catalogue of topics over HTTP, and asking for one when a conversation is resolved."""

import pytest
from django.urls import reverse

from goodwill.accounts.enums import Role
from goodwill.activity.models import Activity
from goodwill.automation.domain import compiling, drafting
from goodwill.conversations.domain import cataloguing, classifying
from goodwill.conversations.enums import AsksTopic
from goodwill.conversations.models import Topic
from tests.factories.accounts import an_agent
from tests.factories.conversations import fresh
from tests.factories.desk import a_mail, an_inbox

pytestmark = pytest.mark.django_db


@pytest.fixture
def jonas(client):
    agent = an_agent(Role.LEAD)
    client.force_login(agent)
    return agent


def test_topic_is_added_changed_and_told_apart(client, jonas):
    client.post(reverse("setup:topics"), {"name": " Parcel  is late ", "stage": "post_sale", "is_complaint": "on", "is_active": "on"})
    topic = Topic.objects.get()
    assert (topic.name, topic.stage, topic.is_complaint, topic.is_active) == ("Parcel is late", "post_sale", True, True)
    client.post(reverse("setup:topic", args=[topic.pk]), {"name": "Late parcel", "stage": ""})
    topic.refresh_from_db()
    assert (topic.name, topic.stage, topic.is_complaint, topic.is_active) == ("Late parcel", "", False, False)
    kinds = [(one.kind, one.agent) for one in Activity.objects.filter(subject_kind="topic").order_by("id")]
    assert kinds == [("topic.added", jonas), ("topic.changed", jonas)]


def test_name_that_is_taken_is_refused_and_nothing_is_lost(client, jonas):
    Topic.objects.create(name="Returns")
    answer = client.post(reverse("setup:topics"), {"name": "returns", "stage": "post_sale"})
    page = answer.content.decode()
    assert (answer.status_code, Topic.objects.count()) == (422, 1)
    assert "There is a topic “returns” already." in page
    assert 'value="post_sale" id="id_stage_2" checked' in page


def test_joined_topics_are_one_on_every_conversation(client, jonas):
    inbox, late, slow = an_inbox(), Topic.objects.create(name="Late"), Topic.objects.create(name="Slow")
    talks = [a_mail(inbox, "Where is it?", address=f"c{number}@post.example").conversation for number in range(3)]
    for talk, topic in zip(talks, (late, slow, slow), strict=True):
        classifying.classify(talk, topic, by=jonas)
    page = client.get(reverse("setup:topics")).content.decode()
    assert "Counted in the newest 3 conversations." in page
    client.post(reverse("setup:topic_joining", args=[slow.pk]), {"into": late.pk})
    assert [fresh(talk).topic_id for talk in talks] == [late.pk] * 3
    assert list(Topic.objects.all()) == [late]
    joined = Activity.objects.get(kind="topic.joined")
    assert joined.data == {"from": slow.pk, "to": late.pk, "name": "Slow", "conversations": 2}
    assert cataloguing.used_lately() == ({late.pk: 3}, 3)


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same_however_many(client, jonas, own_queries, count):
    for number in range(count):
        Topic.objects.create(name=f"Topic {number}")
    assert own_queries(reverse("setup:topics")) == 3


def test_asking_is_kept_and_means_nothing_without_topics(client, jonas):
    client.post(reverse("setup:topic_asking"), {"asks": "required"})
    assert cataloguing.wrap_up() == AsksTopic.OFF
    topic = Topic.objects.create(name="Returns")
    assert cataloguing.wrap_up() == AsksTopic.REQUIRED
    Topic.objects.filter(pk=topic.pk).update(is_active=False)
    assert cataloguing.wrap_up() == AsksTopic.OFF


def test_rules_that_named_a_joined_topic_name_the_one_that_stands(client, jonas):
    late, slow = Topic.objects.create(name="Late"), Topic.objects.create(name="Slow")
    columns = {
        "name": "Late parcels",
        "trigger": "message_received",
        "conditions": [{"name": "topic", "topics": [str(late.pk), str(slow.pk)]}],
        "actions": [{"name": "classify", "topic": str(slow.pk), "only_without": True}],
    }
    rule = drafting.activate(drafting.create(columns, by=jonas), by=jonas)
    client.post(reverse("setup:topic_joining", args=[slow.pk]), {"into": late.pk})
    rule.refresh_from_db()
    assert rule.conditions == [{"name": "topic", "topics": [str(late.pk)]}]
    assert rule.actions == [{"name": "classify", "topic": str(late.pk), "only_without": True}]
    assert [held.row.conditions for held in compiling.exact().rules.values()] == [rule.conditions]
