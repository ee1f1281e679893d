"""Raw messages become conversations exactly once, whatever they hold."""

from datetime import timedelta
from unittest import mock

import pytest
from django.db import DataError, OperationalError

from goodwill.activity.models import Activity, Actor
from goodwill.conversations import tasks
from goodwill.conversations.domain import merging, receiving, resolving, tallying, threading
from goodwill.conversations.enums import MatchedBy, Status
from goodwill.conversations.models import Attachment, Conversation, Link, Message, Tally
from goodwill.core.clock import now
from goodwill.core.files import StorageFull
from goodwill.core.models import Job, LiveEvent
from goodwill.customers.domain import blocking
from goodwill.customers.enums import Proof
from goodwill.customers.models import Customer, Identity
from goodwill.inboxes.models import RawMessage, RawState
from tests.factories.conversations import GRETA, assert_derived_right, fresh, make_answer, make_conversation, make_message, make_reply
from tests.factories.inboxes import letter, make_raw

pytestmark = pytest.mark.django_db


def process(raw: RawMessage) -> RawMessage:
    receiving.process(raw.pk)
    return RawMessage.objects.get(pk=raw.pk)


def test_first_message_begins_a_conversation_with_all_that_a_list_shows(world):
    message = make_message(
        world.sales, "Is the pot\nglazed?", to=[["orders@fernandfable.example", ""]], attachments=[["pot.png", "image/png", "x"]]
    )
    conversation = fresh(message.conversation)
    assert (conversation.subject, conversation.customer_name, conversation.last_words) == ("My order", "Greta Lind", "Is the pot glazed?")
    assert (conversation.status, conversation.team, conversation.assignee) == (Status.OPEN, world.orders, None)
    assert (conversation.message_count, conversation.has_attachments, conversation.last_inbound) == (1, True, message.position)
    assert conversation.waiting_since == message.created_at == message.raw.received_at
    assert (message.matched_by, message.direction, message.delivery, message.is_third_party) == (MatchedBy.NEW, "in", "", False)
    assert message.recipients == [{"role": "to", "address": "orders@fernandfable.example", "name": ""}]
    assert Attachment.objects.get().file.size == 1
    created, received = Activity.objects.filter(subject_kind="conversation").order_by("id")
    assert (created.kind, created.actor, received.kind, received.pk) == (
        "conversation.created",
        Actor.CUSTOMER,
        "message.received",
        message.position,
    )
    assert_derived_right()


def test_process_again_changes_nothing(world):
    message = make_message(world.support)
    before = (Activity.objects.count(), LiveEvent.objects.count())
    assert receiving.process(message.raw_id) is None
    assert (Message.objects.count(), Activity.objects.count(), LiveEvent.objects.count()) == (1, *before)


def test_stored_message_is_processed_by_one_job(world):
    raw = make_raw(world.support)
    job = Job.objects.get()
    assert (job.task, job.args, job.unique_key) == ("goodwill.conversations.tasks.process_raw", [[raw.pk], {}], f"raw:{raw.pk}")


def test_second_delivery_of_a_message_is_a_duplicate(world):
    content = letter()
    first, second = make_raw(world.support, content), make_raw(world.support, content)
    assert process(first).outcome == "received"
    duplicate = process(second)
    assert (duplicate.state, duplicate.outcome, duplicate.message_number) == (RawState.DONE, "duplicate", None)
    assert Message.objects.count() == 1


def test_other_message_under_a_known_id_is_kept_beside_it(world):
    first = make_message(world.support, "Mine", external_id="same@post.example")
    second = make_message(world.support, "Not the same", external_id="same@post.example", sender=("eve@evil.example", "Eve"))
    assert second.conversation_id != first.conversation_id
    assert second.external_id.startswith("same@post.example~")
    assert (
        process(
            make_raw(world.support, letter("Not the same", external_id="same@post.example", sender=("eve@evil.example", "Eve")))
        ).outcome
        == "duplicate"
    )


def test_same_message_in_two_inboxes_stands_in_both(world):
    content = letter()
    for inbox in (world.support, world.sales):
        receiving.process(make_raw(inbox, content).pk)
    assert sorted(Message.objects.values_list("inbox_id", flat=True)) == sorted([world.support.pk, world.sales.pk])
    assert Customer.objects.count() == 1


@pytest.mark.parametrize("status", [Status.PENDING, Status.RESOLVED])
def test_answer_reopens(world, status):
    conversation = make_conversation(world.support)
    resolving.move(conversation, status, by=world.agent)
    make_answer(conversation.messages.get())
    assert fresh(conversation).status == Status.OPEN
    assert Activity.objects.filter(kind="conversation.reopened", actor=Actor.CUSTOMER).get().data["from"] == status


def test_answer_to_a_closed_conversation_begins_a_linked_one(world):
    conversation = make_conversation(world.support)
    resolving.close(conversation, by=world.agent)
    answer = make_answer(conversation.messages.get())
    assert (fresh(conversation).status, answer.conversation_id == conversation.pk) == (Status.CLOSED, False)
    link = Link.objects.get()
    assert (link.conversation_id, link.other_id, link.reason) == (answer.conversation_id, conversation.pk, "follow_up")


def test_reopened_conversation_leaves_an_assignee_who_left(world):
    conversation = make_conversation(world.support)
    Conversation.objects.filter(pk=conversation.pk).update(assignee=world.outsider, status=Status.RESOLVED)
    make_answer(conversation.messages.get())
    assert (fresh(conversation).status, fresh(conversation).assignee) == (Status.OPEN, None)


def test_unreadable_message_waits_in_quarantine(world):
    raw = process(make_raw(world.support, b'{"what": "unreadable", "sentence": "This is no letter."}'))
    assert (raw.state, raw.outcome, raw.sentence) == (RawState.QUARANTINED, "unreadable", "This is no letter.")
    assert Activity.objects.get(kind="raw.quarantined").subject_id == raw.pk
    assert raw.content() == b'{"what": "unreadable", "sentence": "This is no letter."}'


@pytest.mark.parametrize("content", [b'{"what": "broken"}', b"not even JSON"])
def test_fault_of_the_channel_quarantines_and_stops_nothing(world, content):
    assert process(make_raw(world.support, content)).state == RawState.QUARANTINED
    assert make_message(world.support).pk


def test_channel_that_is_not_installed_quarantines(world):
    raw = make_raw(world.support)
    type(world.support).objects.filter(pk=world.support.pk).update(kind="carrier-pigeon")
    assert process(raw).state == RawState.QUARANTINED


def test_fault_while_taking_in_quarantines_after_rolling_back(world):
    raw = make_raw(world.support)
    with mock.patch("goodwill.conversations.domain.indexing.index_message", side_effect=DataError("no such character")):
        assert process(raw).state == RawState.QUARANTINED
    assert (Message.objects.count(), Conversation.objects.count(), Customer.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize("error", [OperationalError("the server is away"), StorageFull("the disk is full")])
def test_what_passes_leaves_the_message_waiting(world, error):
    raw = make_raw(world.support)
    with mock.patch("goodwill.conversations.domain.placing.place", side_effect=error), pytest.raises(type(error)):
        receiving.process(raw.pk)
    assert RawMessage.objects.get(pk=raw.pk).state == RawState.WAITING
    assert receiving.process(raw.pk) is not None


def test_characters_that_no_database_keeps_are_taken_out(world):
    message = make_message(
        world.support, "a\x00b \ud800 c", subject="\x00Hi", sender=("greta@post.example", "Gre\x00ta"), references=["\x00x@y"]
    )
    message.refresh_from_db()
    assert (message.text, message.subject, message.sender_name, message.references) == ("ab ? c", "Hi", "Greta", ["x@y"])


def test_id_that_is_too_long_still_threads(world):
    long = f"{'x' * 300}@post.example"
    first = make_message(world.support, external_id=long)
    assert make_message(world.support, "again", references=[long]).conversation_id == first.conversation_id
    assert process(make_raw(world.support, letter(external_id=long))).outcome == "duplicate"


def test_automatic_answer_is_set_aside_and_shown(world):
    conversation = make_conversation(world.support)
    version, customers = conversation.version, Customer.objects.count()
    raw = process(
        make_raw(world.support, letter("I am away", automatic="auto_reply", references=[conversation.messages.get().external_id]))
    )
    assert (raw.state, raw.outcome) == (RawState.DROPPED, "auto_reply")
    assert Activity.objects.get(kind="conversation.auto_replied").data == {"raw": raw.pk}
    assert (fresh(conversation).version, fresh(conversation).message_count) == (version + 1, 1)
    stranger = letter("Away", sender=("away@mail.example", ""), automatic="auto_reply")
    assert process(make_raw(world.support, stranger)).outcome == "auto_reply"
    assert Customer.objects.count() == customers


def test_contact_form_belongs_to_the_customer_it_names(world):
    message = make_message(
        world.support, automatic="notification", sender=("shop@machine.example", "Shop"), reply_to=["omar@mail.example", "Omar"]
    )
    assert message.conversation.customer.identities.get().address == "omar@mail.example"
    assert message.conversation.customer_name == "Omar"


def test_blocked_address_domain_and_customer_are_dropped_raw_kept(world):
    make_message(world.support, sender=("greta@post.example", "Greta"))
    blocking.block_sender("@spam.example", by=world.lead)
    blocking.block(Customer.objects.get(), by=world.lead)
    for sender in (("a@spam.example", ""), ("greta@post.example", "")):
        raw = process(make_raw(world.support, letter(sender=sender)))
        assert (raw.state, raw.outcome) == (RawState.DROPPED, "blocked")
        assert b"My order" in raw.content()
    assert Message.objects.count() == 1


def test_verified_sender_strengthens_the_identity_and_a_claim_takes_nothing_away(world):
    make_message(world.support)
    assert Identity.objects.get().proof == Proof.CLAIMED
    make_message(world.support, is_verified=True)
    make_message(world.support)
    assert Identity.objects.get().proof == Proof.VERIFIED


def test_answer_to_the_address_that_only_they_got_shows_that_they_read_there(world):
    from goodwill.conversations.domain.threading import reply_token

    conversation = make_conversation(world.support)
    make_reply(conversation, world.agent)
    make_message(world.support, "Thanks", reply_tokens=[reply_token(conversation.pk, GRETA[0])])
    assert Identity.objects.get().proof == Proof.OBSERVED


def test_name_that_comes_later_is_carried_into_all_rows(world):
    nameless = make_conversation(world.support, sender=("greta@post.example", ""))
    assert nameless.customer_name == "greta@post.example"
    make_message(world.support)
    assert fresh(nameless).customer_name == "Greta Lind"
    assert_derived_right()


def test_forgotten_messages_get_a_job_again(world):
    old = make_raw(world.support, at=now() - timedelta(hours=1))
    make_raw(world.support)
    Job.objects.all().delete()
    tasks.remember_forgotten.func()
    assert [job.args for job in Job.objects.all()] == [[[old.pk], {}]]


def test_time_from_the_future_or_before_mail_is_not_believed(world):
    at = now()
    for far in (timedelta(days=2), timedelta(days=-365 * 31)):
        assert make_message(world.support, at=at, sent_at=(at + far).isoformat()).sent_at is None
    plausible = at - timedelta(days=3)
    assert make_message(world.support, at=at, sent_at=plausible.isoformat()).sent_at == plausible


def test_message_that_the_channel_drops_is_set_aside_with_its_reason(world):
    raw = process(make_raw(world.support, b'{"what": "dropped", "reason": "loop", "sentence": "We sent this ourselves."}'))
    assert (raw.state, raw.outcome, raw.sentence) == (RawState.DROPPED, "loop", "We sent this ourselves.")


def test_worker_that_was_overtaken_leaves_nothing(world):
    raw = make_raw(world.support)

    def overtake(*_: object) -> None:
        RawMessage.objects.filter(pk=raw.pk).update(state=RawState.DONE)

    with mock.patch("goodwill.conversations.domain.relating.suggest_same_order", side_effect=overtake):
        assert receiving.process(raw.pk) is None
    assert (Message.objects.count(), Conversation.objects.count()) == (0, 0)


@pytest.mark.parametrize("verb", [resolving.close, "merge"])
def test_conversation_that_closes_or_merges_between_match_and_lock_is_looked_up_again(world, verb):
    conversation, other = make_conversation(world.support), make_conversation(world.support)
    real, done = threading.match, []

    def match(*arguments, **options):
        found = real(*arguments, **options)
        if not done:
            done.append(
                merging.merge(fresh(conversation), other, by=world.agent) if verb == "merge" else verb(fresh(conversation), by=world.agent)
            )
        return found

    with mock.patch("goodwill.conversations.domain.threading.match", match):
        answer = make_answer(conversation.messages.get())
    if verb == "merge":
        assert answer.conversation_id == other.pk
    else:
        assert Link.objects.get(conversation=answer.conversation_id).reason == "follow_up"
    assert_derived_right()


def test_message_without_any_id_is_kept(world):
    assert make_message(world.support, external_id="").external_id.startswith("raw.")


def test_several_together_stand_as_if_each_had_come_alone(world):
    raws = [
        make_raw(world.support, letter("One", external_id="1@x")),
        make_raw(world.support, letter("And?", external_id="2@x", references=["1@x"])),
        make_raw(world.support, b"not even JSON"),
        make_raw(world.sales, letter("Three", external_id="3@x")),
    ]

    receiving.process_together([raw.pk for raw in raws])

    assert list(RawMessage.objects.order_by("id").values_list("state", flat=True)) == ["done", "done", "quarantined", "done"]
    first, answer, third = Message.objects.order_by("id")
    assert (first.conversation, answer.matched_by) == (answer.conversation, MatchedBy.REFERENCES)
    assert (first.conversation.message_count, third.conversation.message_count) == (2, 1)
    assert tallying.differences() == {}
    assert_derived_right()


def test_one_that_can_not_be_taken_in_leaves_those_beside_it_as_they_were(world):
    raws = [make_raw(world.support, letter(text, external_id=f"{text}@x")) for text in ("good", "bad", "fine")]
    place = receiving.placing.place

    def unlucky(receipt):
        if receipt.inbound.text == "bad":
            raise DataError("too much")
        return place(receipt)

    with mock.patch.object(receiving.placing, "place", unlucky):
        with pytest.raises(DataError):
            receiving.process_together([raw.pk for raw in raws])
        assert (Message.objects.count(), Conversation.objects.count(), Tally.objects.count()) == (0, 0, 0)
        for raw in raws:
            receiving.process(raw.pk)

    assert list(RawMessage.objects.order_by("id").values_list("state", flat=True)) == ["done", "quarantined", "done"]
    assert_derived_right()


def test_several_of_which_some_are_done_pass_those_over(world):
    done, waiting = make_raw(world.support, letter("One", external_id="1@x")), make_raw(world.support, letter("Two", external_id="2@x"))
    receiving.process(done.pk)

    receiving.process_together([done.pk, waiting.pk, 10_000])

    assert list(Message.objects.order_by("id").values_list("text", flat=True)) == ["One", "Two"]
