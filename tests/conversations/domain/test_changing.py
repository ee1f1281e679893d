"""Who is told of a change: everybody who may see it, and the assignee is called when the customer has just written."""

import json

import pytest

from goodwill.conversations.domain import assigning, describing, merging, noting
from goodwill.core.models import LiveEvent
from tests.factories.conversations import OMAR, make_answer, make_conversation, make_message, make_reply

pytestmark = pytest.mark.django_db


def called(*numbers: int) -> list[int | None]:
    """Whom each announcement of these conversations calls, in order; the events are forgotten."""
    events = [json.loads(event.data) for event in LiveEvent.objects.filter(kind="conversation").order_by("id")]
    LiveEvent.objects.all().delete()
    return [data.get("for") for data in events if data["id"] in numbers]


def test_assignee_is_called_by_the_customers_words_alone(world):
    message = make_message(world.support)
    conversation = message.conversation
    assert called(conversation.pk) == [None]
    make_answer(message)
    assert called(conversation.pk) == [None], "nobody is to answer yet"
    assigning.assign(conversation, world.lead, by=world.agent)
    noting.add_note(conversation, "see above", by=world.agent)
    describing.rename(conversation, "Fern", by=world.agent)
    make_reply(conversation, world.agent)
    assert set(called(conversation.pk)) == {None}
    make_answer(message, "Thanks!")
    assert called(conversation.pk) == [world.lead.pk]


def test_merging_calls_nobody(world):
    one, two = make_conversation(world.support), make_conversation(world.support, sender=OMAR)
    assigning.assign(one, world.lead, by=world.agent)
    called()
    merging.merge(two, one, by=world.agent)
    assert set(called(one.pk, two.pk)) == {None}
