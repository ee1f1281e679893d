"""Announcements find the conversations that they explain: coming in, open already, and none that an agent judged."""

import pytest

from goodwill.coaching import tasks
from goodwill.coaching.domain import announcing, explaining
from goodwill.coaching.models import Announcement, Explanation
from goodwill.conversations.domain import classifying, resolving
from goodwill.conversations.models import Topic
from goodwill.core.models import Job
from tests.coaching.making import ABOUT_PARCELS, an_announcement, content
from tests.factories.conversations import OMAR, make_message

pytestmark = pytest.mark.django_db


def explained(announcement):
    found = Explanation.objects.filter(announcement=announcement, dismissed_at=None)
    return sorted(found.values_list("conversation_id", flat=True))


def look_through(announcement):
    announcement.refresh_from_db()
    tasks.explain_open.func(announcement.pk, announcement.edition, 0)


def test_a_message_is_explained_as_it_comes_in_and_once(world):
    found = an_announcement(world.lead, matchers=ABOUT_PARCELS)
    about_parcel = make_message(world.support, "Where is my parcel?").conversation
    make_message(world.support, "My fern is yellow", sender=OMAR)
    make_message(world.support, "And the delivery?", sender=OMAR, subject="Another")
    assert explained(found)[0] == about_parcel.pk
    assert len(explained(found)) == 2
    explaining.explain(about_parcel)
    assert len(explained(found)) == 2
    assert explaining.explanations(about_parcel)[0].announcement == found


def test_without_announcements_a_message_costs_one_statement(world, django_assert_num_queries):
    message = make_message(world.support, "Where is my parcel?")
    explaining.explain(message.conversation, message)
    with django_assert_num_queries(1):
        assert explaining.explain(message.conversation, message) == []


def test_one_without_conditions_explains_nothing_and_an_unknown_condition_neither(world):
    plain = an_announcement(world.lead)
    odd = an_announcement(world.lead, matchers=[{"name": "of_a_plug_in_that_left"}])
    make_message(world.support, "Where is my parcel?")
    assert explained(plain) == explained(odd) == []


def test_open_conversations_are_looked_through_when_it_begins_and_all_their_words_count(world, monkeypatch):
    monkeypatch.setattr(explaining, "BATCH", 2)
    numbers = []
    for place in range(5):
        message = make_message(world.support, f"Where is my parcel {place}?", subject=f"Question {place}")
        numbers.append(message.conversation_id)
    make_message(world.support, "Hello?", subject="Question 0 again", sender=OMAR)
    resolving.resolve(make_message(world.support, "The parcel is here", subject="Done").conversation, by=world.agent)
    found = an_announcement(world.lead, matchers=ABOUT_PARCELS)
    assert explained(found) == []
    Job.objects.all().delete()
    look_through(found)
    for _batch in range(9):
        waiting = Job.objects.filter(task__endswith="explain_open").first()
        if waiting is None:
            break
        arguments = waiting.args[0]
        waiting.delete()
        tasks.explain_open.func(*arguments)
    assert explained(found) == numbers


def test_a_changed_condition_takes_back_what_no_longer_fits_but_nothing_that_was_judged(world):
    found = an_announcement(world.lead, matchers=ABOUT_PARCELS)
    first = make_message(world.support, "Where is my parcel?", subject="A").conversation
    second = make_message(world.support, "Where is my parcel?", subject="B", sender=OMAR).conversation
    explaining.dismiss(Explanation.objects.get(conversation=second), by=world.agent)
    assert explaining.explanations(second) == []
    announcing.change(found, content(matchers=[{"name": "words", "words": ["monstera"]}]), by=world.lead)
    look_through(found)
    assert explained(found) == []
    assert list(Explanation.objects.values_list("conversation_id", flat=True)) == [second.pk]
    announcing.change(Announcement.objects.get(), content(matchers=ABOUT_PARCELS), by=world.lead)
    look_through(found)
    assert explained(found) == [first.pk], "what an agent found wrong is not said again"


def test_a_batch_of_an_older_edition_does_nothing(world):
    make_message(world.support, "Where is my parcel?")
    found = an_announcement(world.lead, matchers=ABOUT_PARCELS)
    assert explaining.explain_batch(found.pk, found.edition - 1, 0) == 0
    assert explained(found) == []


def test_what_is_over_explains_nothing_new_and_is_no_longer_said(world):
    found = an_announcement(world.lead, matchers=ABOUT_PARCELS)
    conversation = make_message(world.support, "Where is my parcel?").conversation
    announcing.end(found, by=world.lead)
    assert explaining.explanations(conversation) == []
    make_message(world.support, "Another parcel?", sender=OMAR, subject="Other")
    assert explained(found) == [conversation.pk]


def test_a_topic_given_later_finds_its_announcement(world):
    topic = Topic.objects.create(name="Repotting")
    found = an_announcement(world.lead, matchers=[{"name": "topic", "topics": [str(topic.pk)]}])
    conversation = make_message(world.support, "Hello").conversation
    assert explained(found) == []
    classifying.classify(conversation, topic, by=world.agent)
    assert explained(found) == [conversation.pk]


def test_reach_tells_how_many_wait_and_foreseen_what_it_would_explain(world):
    conversation = make_message(world.support, "Where is my parcel?").conversation
    make_message(world.support, "My fern", sender=OMAR)
    assert explaining.foreseen(tuple(ABOUT_PARCELS)) == [conversation]
    assert explaining.foreseen(()) == []
    found = an_announcement(world.lead, matchers=ABOUT_PARCELS)
    look_through(found)
    assert explaining.reach(found) == explaining.Reach(1, 1)
    resolving.resolve(conversation, by=world.agent)
    assert explaining.reach(found) == explaining.Reach(1, 0)
