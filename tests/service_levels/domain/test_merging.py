"""Merged conversations have one promise of a kind, the one that began first; taken apart, each has its own again."""

import pytest

from goodwill.conversations.domain import merging, resolving
from goodwill.service_levels.models import Target
from tests.factories.conversations import fresh, make_conversation, make_reply
from tests.service_levels.making import HOUR, MINUTE, MONDAY, a_policy, at, of, state


@pytest.fixture
def two(world):
    a_policy({"first_response": HOUR, "next_response": HOUR, "resolution": 8 * HOUR})
    with at(MONDAY):
        one = make_conversation(world.support, "First")
    with at(MONDAY + 10 * MINUTE):
        return one, make_conversation(world.support, "Second")


def test_later_one_gives_way(world, two):
    one, two = two
    with at(MONDAY + 20 * MINUTE):
        merging.merge(two, one, by=world.agent)
    assert of(two) == {"first_response": "merged", "resolution": "merged"}
    assert of(one) == {"first_response": "runs", "resolution": "runs"}
    assert (fresh(two).due_at, fresh(one).due_at) == (None, MONDAY + HOUR)


def test_earlier_one_is_carried_over_and_goes_back(world, two):
    one, two = two
    with at(MONDAY + 20 * MINUTE):
        merging.merge(one, two, by=world.agent)
        kept = [(t.metric, t.cycle, state(t), t.due_at) for t in Target.objects.filter(conversation=two).order_by("id")]
        assert kept[0] == ("first_response", 1, "merged", MONDAY + 70 * MINUTE)
        assert kept[2] == ("first_response", 2, "runs", MONDAY + HOUR)
        assert fresh(two).due_at == MONDAY + HOUR
    with at(MONDAY + 30 * MINUTE):
        merging.unmerge(fresh(one), by=world.agent)
    assert (fresh(one).due_at, fresh(two).due_at) == (MONDAY + HOUR, MONDAY + 70 * MINUTE)
    assert [state(t) for t in Target.objects.filter(conversation=one).order_by("id")] == ["runs", "runs"]
    assert [state(t) for t in Target.objects.filter(conversation=two).order_by("id")] == ["runs", "runs", "merged", "merged"]


def test_answer_to_the_merged_one_answers_for_both(world, two):
    one, two = two
    with at(MONDAY + 20 * MINUTE):
        merging.merge(one, two, by=world.agent)
        make_reply(two, world.agent)
        assert fresh(two).due_at is None
        merging.unmerge(fresh(one), by=world.agent)
    # Nobody wrote to the customer in the first one: there, they wait again.
    assert fresh(one).due_at == MONDAY + HOUR
    assert fresh(two).due_at is None


def test_what_runs_in_one_stands_still_with_the_other(world, two):
    one, two = two
    with at(MONDAY + 20 * MINUTE):
        resolving.leave_pending(two, by=world.agent)
        merging.merge(one, two, by=world.agent)
        assert of(two) == {"first_response": "runs", "resolution": "paused"}
