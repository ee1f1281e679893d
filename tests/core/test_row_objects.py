"""Compiled querysets give the same objects as the querysets that they were made of."""

import pytest

from goodwill.accounts.models import Agent
from goodwill.conversations.access import Scope
from goodwill.conversations.models import Conversation
from goodwill.core.row_objects import PreparedObjects
from tests.factories.conversations import make_conversation

pytestmark = pytest.mark.django_db


def in_full(conversation: Conversation) -> list[dict[str, object]]:
    """Every value of a conversation and of what was selected beside it, without asking for more."""
    beside = [conversation, conversation.inbox, conversation.customer, conversation.assignee]
    return [{key: value for key, value in vars(one).items() if not key.startswith("_")} for one in beside if one is not None]


def build(numbers, inbox):
    return Conversation.objects.filter(pk__in=numbers, inbox_id=inbox).select_related("inbox", "customer", "assignee").order_by("-id")


@pytest.mark.parametrize("count", [1, 3])
def test_objects_are_those_of_the_queryset_with_what_stands_beside_them(world, count, django_assert_num_queries):
    numbers = [make_conversation(world.support, f"Question {at}").pk for at in range(count)]
    Conversation.objects.filter(pk=numbers[0]).update(assignee=world.agent)
    prepared = PreparedObjects(build)
    expected = [in_full(conversation) for conversation in build(numbers, world.support.pk)]
    for _again in range(2):
        with django_assert_num_queries(1):
            found = [in_full(conversation) for conversation in prepared.all(numbers, world.support.pk)]
        assert found == expected
    assert len(found) == count


def test_an_object_can_be_saved_like_any_other(world):
    conversation = make_conversation(world.support)
    found = PreparedObjects(lambda number: Conversation.objects.filter(pk=number)).first(conversation.pk)
    found.subject = "Changed"
    found.save()
    assert Conversation.objects.get().subject == "Changed"


def test_an_empty_list_finds_nothing_without_asking(world, django_assert_num_queries):
    make_conversation(world.support)
    with django_assert_num_queries(0):
        assert PreparedObjects(build).all([], world.support.pk) == []


def test_what_nobody_may_see_is_found_by_nobody(world, django_assert_num_queries):
    conversation = make_conversation(world.support)
    nobody = PreparedObjects(lambda number: Conversation.objects.filter(Scope(agent_id=0).filter(), pk=number))
    with django_assert_num_queries(0):
        assert nobody.first(conversation.pk) is None


def test_an_argument_that_is_not_used_is_told(world):
    with pytest.raises(ValueError, match="used once"):
        PreparedObjects(lambda number: Agent.objects.all()).all(1)
