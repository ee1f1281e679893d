"""Conversations that name the same order are suggested to each other, and no more than that."""

from datetime import timedelta

import pytest

from goodwill.conversations.domain import merging, relating
from goodwill.conversations.models import Link
from goodwill.core.clock import now
from tests.factories.conversations import OMAR, make_answer, make_conversation

pytestmark = pytest.mark.django_db


def links() -> list[tuple[int, int, str]]:
    return sorted(Link.objects.values_list("conversation_id", "other_id", "reason"))


def test_same_sender_and_order_within_thirty_days_is_suggested(world):
    first = make_conversation(world.support, "Where is FF-20318?", at=now() - timedelta(days=29))
    second = make_conversation(world.sales, "hello", subject="Order #FF-20318")
    assert links() == [(second.pk, first.pk, "same_order")]
    assert second.pk != first.pk


@pytest.mark.parametrize(
    ("text", "sender", "days"), [("FF-20319", None, 1), ("FF-20318", OMAR, 1), ("FF-20318", None, 31), ("no number", None, 1)]
)
def test_other_order_person_or_month_is_not(world, text, sender, days):
    make_conversation(world.support, "Where is FF-20318?", at=now() - timedelta(days=days))
    make_conversation(world.support, text, **({"sender": sender} if sender else {}))
    assert links() == []


def test_answer_in_the_thread_and_merged_conversations_are_not_suggested(world):
    first = make_conversation(world.support, "FF-20318")
    make_answer(first.messages.get(), "FF-20318 again")
    target = make_conversation(world.support, "nothing")
    merging.merge(first, target, by=world.agent)
    make_conversation(world.support, "FF-20318")
    assert links() == []


def test_dismissed_suggestion_is_gone_and_recorded(world):
    make_conversation(world.support, "FF-20318")
    make_conversation(world.support, "FF-20318")
    relating.dismiss(Link.objects.get(), by=world.agent)
    assert links() == []
