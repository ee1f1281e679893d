"""One verb for many conversations: what was done, what was refused and why, and all of it back."""

from datetime import timedelta

import pytest

from goodwill.conversations.domain import batching, describing, merging, resolving
from goodwill.conversations.domain.batching import NothingToUndo, UnknownVerb
from goodwill.conversations.enums import Priority
from goodwill.core.clock import now
from tests.factories.conversations import assert_derived_right, fresh, make_conversation

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(world):
    return [make_conversation(world.support) for _ in range(3)]


def numbers(conversations) -> list[int]:
    return [conversation.pk for conversation in conversations]


def test_each_is_done_or_refused_on_its_own(world, three):
    resolving.resolve(three[1], by=world.lead)
    hidden = make_conversation(world.sales)
    report = batching.apply("resolve", [*numbers(three), three[0].pk, 10**9, hidden.pk], by=world.agent)
    assert report.done == [three[0].pk, three[2].pk, hidden.pk]
    assert report.refused == {three[1].pk: "It is resolved already.", 10**9: "There is no such conversation."}
    assert_derived_right()


def test_undo_puts_back_what_nobody_changed_since(world, three):
    report = batching.apply("resolve", numbers(three), by=world.agent)
    resolving.reopen(three[1], by=world.lead)
    back = batching.undo(report.undo_id, by=world.agent)
    assert (back.done, list(back.refused)) == ([three[0].pk, three[2].pk], [three[1].pk])
    assert [fresh(c).status for c in three] == ["open"] * 3
    with pytest.raises(NothingToUndo):
        batching.undo(report.undo_id, by=world.agent)
    assert_derived_right()


def test_undo_belongs_to_who_did_it(world, three):
    report = batching.apply("resolve", numbers(three), by=world.agent)
    with pytest.raises(NothingToUndo):
        batching.undo(report.undo_id, by=world.lead)


@pytest.mark.parametrize("verb", ["assign", "hand_to_team", "prioritise", "tag", "untag", "snooze", "leave_pending"])
def test_every_verb_that_can_be_undone_is_its_own_inverse(world, three, verb):
    describing.tag(three[0], "gift", by=world.agent)
    arguments = {
        "assign": world.loner.pk,
        "hand_to_team": world.care.pk,
        "prioritise": Priority.URGENT,
        "tag": "gift",
        "untag": "gift",
        "snooze": (now() + timedelta(hours=1)).isoformat(),
    }
    names = ("status", "assignee_id", "team_id", "priority", "tag_names", "snoozed_until")
    before = [[getattr(fresh(c), name) for name in names] for c in three]
    report = batching.apply(verb, numbers(three), arguments.get(verb), by=world.lead)
    assert report.done == numbers(three)
    assert [[getattr(fresh(c), name) for name in names] for c in three] != before
    batching.undo(report.undo_id, by=world.lead)
    assert [[getattr(fresh(c), name) for name in names] for c in three] == before
    assert_derived_right()


def test_undo_of_waking_a_snoozed_one_snoozes_it_again(world, three):
    until = now() + timedelta(hours=1)
    batching.apply("snooze", numbers(three), until.isoformat(), by=world.agent)
    report = batching.apply("reopen", numbers(three), by=world.agent)
    batching.undo(report.undo_id, by=world.agent)
    assert [(fresh(c).status, fresh(c).snoozed_until) for c in three] == [("snoozed", until)] * 3


def test_closing_and_what_changes_nothing_offer_no_undo(world, three):
    assert batching.apply("prioritise", numbers(three), Priority.NORMAL, by=world.agent).undo_id is None
    assert batching.apply("close", numbers(three), by=world.agent).undo_id is None
    assert batching.apply("reopen", numbers(three), by=world.agent).done == []


def test_unknown_verb_is_said_so(world, three):
    with pytest.raises(UnknownVerb):
        batching.apply("explode", numbers(three), by=world.agent)


def test_undo_says_what_can_no_longer_be_seen_or_changed(world, three):
    report = batching.apply("tag", numbers(three), "gift", by=world.agent)
    merged, kept, gone = numbers(three)
    merging.merge(fresh(three[0]), fresh(three[1]), by=world.agent)
    three[2].messages.all().delete()
    three[2].delete()
    back = batching.undo(report.undo_id, by=world.agent)
    assert (back.done, list(back.refused)) == ([kept], [merged, gone])
