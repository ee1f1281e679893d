"""Merging shows two as one; unmerging gives back exactly what was."""

from datetime import timedelta

import pytest
import time_machine

from goodwill.conversations import timeline
from goodwill.conversations.access import NotVisible, attachment_for, message_for, tokens_of
from goodwill.conversations.domain import assigning, describing, detaching, merging, noting, resolving, snoozing
from goodwill.conversations.domain.merging import CannotMerge
from goodwill.conversations.enums import Status
from goodwill.conversations.errors import MergedAway
from goodwill.conversations.models import Conversation
from goodwill.core.clock import now
from goodwill.core.jobs.worker import Worker
from tests.factories.conversations import OMAR, assert_derived_right, fresh, make_answer, make_conversation, make_message, make_reply

pytestmark = pytest.mark.django_db
UNTOUCHED = [field.attname for field in Conversation._meta.concrete_fields if field.attname != "version"]


def state(conversation: Conversation) -> dict:
    row = fresh(conversation)
    return {name: getattr(row, name) for name in UNTOUCHED}


def test_merged_conversation_shows_all_and_leaves_the_lists(world):
    source, target = make_conversation(world.support, "One"), make_conversation(world.support, "Two")
    make_answer(source.messages.get(), "Three")
    noting.add_note(source, "a note", by=world.agent)
    merging.merge(source, target, by=world.agent)
    shown = timeline.of(fresh(target))
    assert [(entry.message.text if entry.message else entry.note and entry.note.text) for entry in shown.entries if not entry.event] == [
        "One",
        "Two",
        "Three",
        "a note",
    ]
    assert (fresh(target).message_count, fresh(target).last_words) == (3, "Three")
    assert_derived_right()


def test_unmerge_is_the_inverse(world):
    source = make_message(world.support, "One", attachments=[["a.txt", "text/plain", "a"]]).conversation
    target = make_conversation(world.support, "Two")
    make_reply(target, world.agent)
    describing.tag(source, "gift", by=world.agent)
    assigning.assign(source, world.lead, by=world.agent)
    before = state(source), state(target)
    merging.merge(fresh(source), fresh(target), by=world.agent)
    merging.unmerge(fresh(source), by=world.agent)
    assert (state(source), state(target)) == before
    assert_derived_right()


def test_chain_of_three_comes_apart_in_any_order(world):
    first, second, third = (make_conversation(world.support, text) for text in ("One", "Two", "Three"))
    before = [state(first), state(second), state(third)]
    merging.merge(first, second, by=world.agent)
    merging.merge(second, third, by=world.agent)
    assert fresh(third).message_count == 3
    merging.unmerge(fresh(first), by=world.agent)
    assert (fresh(third).message_count, fresh(second).message_count) == (2, 1)
    assert_derived_right()
    merging.unmerge(fresh(second), by=world.agent)
    assert [state(first), state(second), state(third)] == before


def test_what_cannot_be_merged(world):
    one, two, merged = (make_conversation(world.support) for _ in range(3))
    elsewhere = make_conversation(world.sales, sender=OMAR)
    merging.merge(merged, one, by=world.agent)
    for source, into in ((one, one), (merged, two), (two, merged), (elsewhere, one), (one, elsewhere)):
        with pytest.raises(CannotMerge):
            merging.merge(fresh(source), fresh(into), by=world.agent)
    with pytest.raises(CannotMerge):
        merging.unmerge(two, by=world.agent)


def test_same_customer_merges_across_inboxes(world):
    source, target = make_conversation(world.sales), make_conversation(world.support)
    merging.merge(source, target, by=world.agent)
    reply = make_reply(target, world.agent)
    assert reply.inbox == world.support
    assert_derived_right()


def test_verbs_on_a_merged_conversation_are_refused(world):
    source, target = make_conversation(world.support), make_conversation(world.support)
    merging.merge(source, target, by=world.agent)
    for verb in (
        lambda: resolving.resolve(source, by=world.agent),
        lambda: assigning.assign(source, world.agent, by=world.agent),
        lambda: describing.tag(source, "gift", by=world.agent),
        lambda: noting.add_note(source, "x", by=world.agent),
        lambda: snoozing.snooze(source, now() + timedelta(hours=1), by=world.agent),
    ):
        with pytest.raises(MergedAway):
            verb()
    assert_derived_right()


def test_snooze_that_ran_out_while_merged_ends_when_taken_out(world):
    source, target = make_conversation(world.support), make_conversation(world.support)
    snoozing.snooze(source, now() + timedelta(hours=1), by=world.agent)
    merging.merge(fresh(source), target, by=world.agent)
    with time_machine.travel(now() + timedelta(hours=2)):
        Worker(name="test").work_off()
        assert fresh(source).status == Status.SNOOZED
        merging.unmerge(fresh(source), by=world.agent)
        Worker(name="test").work_off()
    assert fresh(source).status == Status.OPEN


def test_who_may_see_the_target_may_see_the_merged_messages_and_nobody_else(world):
    message = make_message(world.support, "secret", attachments=[["a.txt", "text/plain", "a"]])
    source, target = fresh(message.conversation), make_conversation(world.support)
    assigning.assign(source, world.loner, by=world.lead)
    assigning.hand_to_team(target, world.care, by=world.lead)
    merging.merge(source, target, by=world.lead)
    assert tokens_of(fresh(source)) == (f"t{world.care.pk}",)
    assert message_for(world.carer, message.pk) == message
    assert attachment_for(world.carer, message.attachments.get().pk).filename == "a.txt"
    with pytest.raises(NotVisible):
        message_for(world.loner, message.pk)
    with pytest.raises(NotVisible):
        attachment_for(world.loner, message.attachments.get().pk)
    assert_derived_right()
    merging.unmerge(fresh(source), by=world.lead)
    assert message_for(world.loner, message.pk) == message
    assert_derived_right()


def test_message_is_detached_from_a_merged_part(world):
    source, target = make_conversation(world.support, "One"), make_conversation(world.support, "Two")
    message = make_answer(source.messages.get(), "Three")
    merging.merge(fresh(source), target, by=world.agent)
    own = detaching.detach(message, by=world.agent)
    assert (own.message_count, fresh(target).message_count, fresh(source).message_count) == (1, 2, 1)
    assert_derived_right()
