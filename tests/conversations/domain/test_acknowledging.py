"""An acknowledgement goes out at once: once, seldom, and never to a machine."""

import pytest

from goodwill.conversations.domain import merging
from goodwill.conversations.models import Acknowledgement, Message
from goodwill.core.jobs.worker import Worker
from goodwill.inboxes.models import Inbox
from tests.factories.conversations import GRETA, assert_derived_right, fresh, make_answer, make_conversation, make_message

pytestmark = pytest.mark.django_db


@pytest.fixture
def inbox(world) -> Inbox:
    world.support.is_acknowledging, world.support.acknowledgement = (
        True,
        "Hi {{ customer.first_name | there }}, we have it: #{{ conversation.number }}.",
    )
    world.support.save()
    return world.support


def work_off() -> None:
    Worker(name="test").work_off()


def test_first_message_is_acknowledged_at_once_and_still_waits_for_us(inbox, posted):
    conversation = make_conversation(inbox)
    work_off()
    (sent,) = posted.messages
    assert (sent.text, sent.is_automatic, sent.to[0].address) == (
        f"Hi Greta, we have it: #{conversation.pk}.\n\nGreta Lind:\n> Where is my fern?",
        True,
        GRETA[0],
    )
    row = fresh(conversation)
    assert (row.message_count, row.status, row.waiting_since) == (2, "open", conversation.waiting_since)
    assert_derived_right()


def test_answers_machines_and_other_inboxes_get_none(inbox, world, posted):
    first = make_message(inbox)
    work_off()
    make_answer(first)
    make_message(inbox, automatic="bulk", sender=("news@shop.example", "News"))
    make_message(inbox, automatic="notification", sender=("form@shop.example", "Form"), reply_to=["omar@mail.example", "Omar"])
    make_message(world.sales)
    work_off()
    assert len(posted.messages) == 1


def test_forged_sender_gets_none_and_hears_nothing_of_us(inbox, posted):
    make_message(inbox, dmarc="fail")
    work_off()
    assert posted.messages == []


def test_list_keeps_the_customers_words_after_an_acknowledgement(inbox, posted):
    conversation = make_conversation(inbox, "Where is my fern?")
    work_off()
    assert len(posted.messages) == 1
    assert (fresh(conversation).last_words, fresh(conversation).last_direction) == ("Where is my fern?", "in")
    assert_derived_right()


def test_address_gets_three_in_a_day(inbox, posted):
    for _ in range(5):
        make_conversation(inbox)
    work_off()
    assert (len(posted.messages), Acknowledgement.objects.count()) == (3, 3)


def test_merged_conversation_gets_none(inbox, world, posted):
    source, target = make_conversation(inbox), make_conversation(inbox)
    merging.merge(source, target, by=world.agent)
    work_off()
    assert [message.conversation_id for message in Message.objects.filter(direction="out")] == [target.pk]
