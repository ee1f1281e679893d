"""Replies go to whom they answer, never past a newer message, and can be taken back."""

import pytest

from goodwill.activity.models import Activity
from goodwill.conversations.domain import drafting, merging, noting, replying, resolving, snoozing
from goodwill.conversations.domain.replying import NewerMessage, Refused, Reply
from goodwill.conversations.domain.resolving import PastReopening
from goodwill.conversations.domain.threading import message_of_id
from goodwill.conversations.enums import Delivery, Status
from goodwill.conversations.models import Draft, Message
from goodwill.core.models import OutboxEntry
from goodwill.core.search.models import SearchDocument
from goodwill.inboxes.contract import Address, Attachment
from tests.factories.conversations import GRETA, OMAR, assert_derived_right, fresh, make_answer, make_conversation, make_message, make_reply

pytestmark = pytest.mark.django_db


def test_reply_waits_ten_seconds_in_the_outbox_and_leaves_it_to_the_customer(world):
    conversation = make_conversation(world.support)
    message = make_reply(conversation, world.agent, "  On its way.  ")
    conversation = fresh(conversation)
    assert (conversation.status, conversation.assignee, conversation.waiting_since) == (Status.PENDING, world.agent, None)
    assert (conversation.last_words, conversation.last_direction, conversation.message_count) == ("On its way.", "out", 2)
    assert (message.delivery, message.sender_address, message.recipients) == (
        Delivery.WAITING,
        world.support.address,
        [{"role": "to", "address": GRETA[0], "name": GRETA[1]}],
    )
    assert message.references == [conversation.messages.order_by("id").first().external_id]
    assert message_of_id(message.external_id) == message
    entry = OutboxEntry.objects.get()
    assert (entry.topic, entry.key, entry.payload) == ("message", f"message-{message.pk}", {"message": message.pk})
    assert 9 < (entry.not_before - message.created_at).total_seconds() <= 10.5
    kinds = list(Activity.objects.filter(subject_kind="conversation").order_by("id").values_list("kind", flat=True))
    assert kinds == ["conversation.created", "message.received", "message.sent", "conversation.left_pending"]
    assert_derived_right()


def test_reply_past_a_newer_message_is_refused_and_the_draft_stays(world):
    conversation = make_conversation(world.support)
    seen = conversation.last_inbound
    drafting.save(conversation, world.agent, "On its way.", is_note=False)
    make_answer(conversation.messages.get(), "It has come!")
    with pytest.raises(NewerMessage):
        replying.reply(conversation, Reply("On its way.", seen), by=world.agent)
    assert (OutboxEntry.objects.count(), Draft.objects.get().text) == (0, "On its way.")
    assert replying.reply(conversation, Reply("Glad to hear it.", fresh(conversation).last_inbound), by=world.agent)


def test_message_of_a_third_party_must_have_been_seen_too(world):
    conversation = make_conversation(world.support)
    ours = make_reply(conversation, world.agent)
    seen = fresh(conversation).last_inbound
    make_message(world.support, "I am her sister", sender=OMAR, references=[ours.external_id])
    with pytest.raises(NewerMessage):
        replying.reply(conversation, Reply("Hello", seen), by=world.agent)


@pytest.mark.parametrize(
    "said",
    [Reply("  \n", 2**60), Reply("Hi", 2**60, to=[]), Reply("Hi", 2**60, to=[Address(" ")]), Reply("Hi", 2**60, status=Status.SNOOZED)],
)
def test_reply_that_says_nothing_or_goes_to_nobody_is_refused(world, said):
    conversation = make_conversation(world.support)
    with pytest.raises(Refused):
        replying.reply(conversation, said, by=world.agent)
    assert (OutboxEntry.objects.count(), fresh(conversation).message_count) == (0, 1)


def test_reply_to_a_closed_or_merged_conversation_is_refused(world):
    closed, merged, target = (make_conversation(world.support) for _ in range(3))
    resolving.close(closed, by=world.agent)
    merging.merge(merged, target, by=world.agent)
    with pytest.raises(PastReopening):
        make_reply(closed, world.agent)
    with pytest.raises(Refused):
        make_reply(merged, world.agent)


def test_reply_goes_where_the_answered_message_asks_and_to_nobody_copied(world):
    first = make_message(world.support, reply_to=["list@post.example", "Her list"], cc=[["kim@post.example", "Kim"]])
    conversation = first.conversation
    assert replying.default_recipients(conversation) == [Address("list@post.example", "Her list")]
    assert replying.copied(conversation) == [Address("kim@post.example", "Kim")]
    assert [entry["address"] for entry in make_reply(conversation, world.agent).recipients] == ["list@post.example"]


def test_copied_leaves_out_ourselves_with_and_without_token_and_keeps_a_customers_plus(world):
    to = [
        ["support@fernandfable.example", ""],
        ["support+abc@fernandfable.example", ""],
        ["kim+shop@post.example", "Kim"],
        ["greta@post.example", "Greta"],
    ]
    conversation = make_message(world.support, to=to).conversation
    assert replying.copied(conversation) == [Address("kim+shop@post.example", "Kim")]


def test_recipients_are_written_as_the_channel_writes_them_and_once(world):
    conversation = make_conversation(world.support)
    message = make_reply(
        conversation, world.agent, to=[Address(" Greta@Post.Example ", "G")], cc=[Address("greta@post.example"), Address("kim@x.example")]
    )
    assert [(entry["role"], entry["address"]) for entry in message.recipients] == [("to", "greta@post.example"), ("cc", "kim@x.example")]


def test_files_go_along(world):
    conversation = make_conversation(world.support)
    message = make_reply(conversation, world.agent, "", files=[Attachment("label.pdf", "application/pdf", b"%PDF")])
    assert (message.attachments.get().filename, fresh(conversation).has_attachments) == ("label.pdf", True)


@pytest.mark.parametrize("before", [Status.OPEN, Status.PENDING, Status.RESOLVED])
def test_undo_leaves_everything_as_it_was(world, before):
    conversation = make_conversation(world.support)
    if before != Status.OPEN:
        resolving.move(conversation, before, by=world.lead)
    names = (
        "status",
        "assignee_id",
        "last_words",
        "last_direction",
        "message_count",
        "waiting_since",
        "has_attachments",
        "last_message_at",
    )
    was = [getattr(fresh(conversation), name) for name in names]
    message = make_reply(
        conversation, world.agent, "Wrong customer!", status=Status.CLOSED, files=[Attachment("a.txt", "text/plain", b"a")]
    )
    assert replying.undo(message, by=world.agent) == "Wrong customer!"
    assert [getattr(fresh(conversation), name) for name in names] == was
    assert (Draft.objects.get().text, Draft.objects.get().is_note) == ("Wrong customer!", False)
    assert OutboxEntry.objects.get().state == "cancelled"
    assert not SearchDocument.objects.filter(key=message.position).exists()
    assert_derived_right()


def test_undo_keeps_what_somebody_changed_meanwhile(world):
    conversation = make_conversation(world.support)
    message = make_reply(conversation, world.agent)
    make_answer(message, "Thanks!")
    replying.undo(message, by=world.agent)
    assert fresh(conversation).status == Status.OPEN
    assert fresh(conversation).waiting_since is not None


def test_undo_of_a_snoozed_conversations_reply_opens_it(world):
    from datetime import timedelta

    from goodwill.core.clock import now

    conversation = make_conversation(world.support)
    snoozing.snooze(conversation, now() + timedelta(hours=1), by=world.agent)
    replying.undo(make_reply(conversation, world.agent), by=world.agent)
    assert (fresh(conversation).status, fresh(conversation).snoozed_until) == (Status.OPEN, None)


def test_undo_too_late_twice_or_of_the_customers_words_is_refused(world):
    conversation = make_conversation(world.support)
    late, once = make_reply(conversation, world.agent, "Late"), make_reply(conversation, world.agent, "Once")
    OutboxEntry.objects.filter(key=f"message-{late.pk}").update(state="sending")
    replying.undo(once, by=world.agent)
    for message in (late, once, conversation.messages.order_by("id").first()):
        with pytest.raises(Refused):
            replying.undo(message, by=world.agent)
    assert Message.objects.get(pk=late.pk).delivery == Delivery.WAITING


def test_undo_in_a_merged_part_sets_both_rows_right(world):
    source, target = make_conversation(world.support, "One"), make_conversation(world.support, "Two")
    message = make_reply(source, world.agent, "Hasty")
    merging.merge(fresh(source), target, by=world.agent)
    replying.undo(message, by=world.agent)
    assert fresh(target).message_count == 2
    assert_derived_right()
    merging.unmerge(fresh(source), by=world.agent)
    assert fresh(source).message_count == 1
    assert_derived_right()


def test_note_discards_only_its_own_draft(world):
    conversation = make_conversation(world.support)
    drafting.save(conversation, world.agent, "reply", is_note=False)
    drafting.save(conversation, world.agent, "note", is_note=True)
    noting.add_note(conversation, "note", by=world.agent)
    assert [draft.text for draft in Draft.objects.all()] == ["reply"]


def test_undo_gives_the_files_back_to_go_with_the_next_reply_or_not(world):
    conversation = make_conversation(world.support)
    drafting.save(conversation, world.lead, "Mine", is_note=False)
    files = [Attachment("label.pdf", "application/pdf", b"%PDF"), Attachment("leaf.png", "image/png", b"png")]
    message = make_reply(conversation, world.agent, "Here.", files=files)
    drafting.save(conversation, world.agent, "Begun since", is_note=False)
    assert replying.undo(message, by=world.agent) == "Here.\n\nBegun since"
    label, leaf = message.attachments.all()
    drafting.save(conversation, world.agent, "", is_note=False)
    assert drafting.files_kept(conversation, world.agent, [label.pk, leaf.pk]) == [label, leaf]
    assert drafting.files_kept(conversation, world.lead, [label.pk, leaf.pk]) == []
    again = make_reply(conversation, world.agent, "", kept_files=[leaf.pk, 999_999], files=[Attachment("new.txt", "text/plain", b"n")])
    assert [(file.filename, file.file_id) for file in again.attachments.all()][0] == ("leaf.png", leaf.file_id)
    assert [file.filename for file in again.attachments.all()] == ["leaf.png", "new.txt"]
    assert list(Draft.objects.values_list("agent", "text")) == [(world.lead.pk, "Mine")]
    assert_derived_right()


def test_reply_of_nothing_but_a_file_that_is_not_the_agents_is_refused(world):
    conversation = make_conversation(world.support)
    message = make_reply(conversation, world.lead, "", files=[Attachment("label.pdf", "application/pdf", b"%PDF")])
    replying.undo(message, by=world.lead)
    with pytest.raises(Refused):
        make_reply(conversation, world.agent, "", kept_files=[message.attachments.get().pk])
